#pragma once
/// The class numbers of a folder a class.
///
///   names given         the number of the folder's name among them
///   all names numbers   that number, where the network has so many classes (from 1 to n: one less), else its place
///   else                the place of the name in byte order, as torchvision's ImageFolder and Keras number them
///
/// A folder without pictures keeps its place unless the network has just as many classes as there are folders with
/// some: else one missing picture would shift every class behind it. Whatever is not obvious is noted.
#include "blackbody/loading/labels.h"

namespace blackbody {

/// Throws Error(data) where a folder is not among the names.
Labels folder_labels(const FoundData& found, const LabelOptions& options);

}  // namespace blackbody
