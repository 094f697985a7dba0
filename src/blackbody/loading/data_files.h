#pragma once
/// Which files of a path are inputs and which are labels, by the names that people give them (data_names.h):
/// "test_images_u8_nhwc.npy" and "test_labels.npy", "t10k-images-idx3-ubyte.gz", "x_train" in a .npz are understood.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "blackbody/formats/npy/npy.h"

namespace blackbody {

/// An array that nobody has read yet.
struct FoundArray {
    std::string file, entry{};             ///< entry of a .npz; column of a table ("" = all but its labels)
    std::string format;                    ///< "npy", "npz", "IDX", "CSV"
    std::shared_ptr<const Npz> archive{};  ///< of a .npz that is open already
};

/// One data set. Either arrays by the name of the network's input ("" where there is only one input), or pictures.
struct FoundData {
    std::string split{};
    std::map<std::string, FoundArray> inputs{};
    std::shared_ptr<FoundArray> labels{};
    std::vector<std::string> pictures{};
    std::vector<std::int64_t> picture_labels{};
    std::vector<std::string> classes{};
    std::vector<std::string> notes{};
};

/// Looks at `path`: a file, a folder, or "input=file.npy,other=file.npy". Arrays whose names are those of inputs feed
/// them; of others the name says whether they are inputs or labels. Where there are several data sets `split` chooses;
/// throws Error(data) with the choices where it does not.
FoundData find_data(const std::string& path, const std::string& split, const std::vector<std::string>& input_names);

/// Whether the data have a part of this name; a file of its own has any.
bool has_split(const std::string& path, const std::string& split);

/// The array of a file. Of a .npz the only entry, or the one with that name, or without a name the one named like
/// labels.
FoundArray found_array(const std::string& path, const std::string& name = "");

std::shared_ptr<const Rows> rows_of(const FoundArray& array);

}  // namespace blackbody
