#pragma once
/// Labels say which output holds the scores of classes, where the graph alone does not (systems/onnx/scores.h).
#include <string>

#include "blackbody/base/system.h"

namespace blackbody {

/// Numbers of classes that labels may have, by the scores that were found, or by the one output that labels would
/// decide; 0 = any.
std::int64_t class_count_of(const System& system);

/// Where data has labels and no scores were found: takes the only output that could have them. Returns what is to be
/// said on the data's card: that the labels are not used, and why; "" where they are, or where there are none.
std::string take_labelled_scores(System& system, bool labelled);

/// Throws Error(data) where the scores are of one class each and a sample has several labels that do not name one (a 1
/// among zeros does); `file`: theirs.
void check_labels_fit(const System& system, const Source& data, const std::string& file);

/// Throws Error(usage) where what was named as scores are probabilities already (rows from 0 to 1 whose sum is 1): a
/// softmax of them says something else.
void check_scores(const System& system, const Source& data, const std::string& output);

/// How one label a sample is read where each sample has several answers of yes or no; "" elsewhere.
std::string note_on_labels(const System& system, const Source& data);

}  // namespace blackbody
