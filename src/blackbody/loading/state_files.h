#pragma once
/// What a file of samples holds, before anybody asks whose states they are.
#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "blackbody/base/card.h"

namespace blackbody {

struct StoredSamples {
    at::Tensor values;                  ///< [N, U] of the stored type; pictures as grey values 0 .. 1 (float)
    std::string alphabet{};             ///< of sequences: values are its letters' numbers
    at::Tensor labels{};                ///< int64 [N], or undefined
    std::vector<std::int64_t> picture;  ///< {Y, X} where samples are pictures
    std::vector<std::int64_t> kept{};   ///< of the picture files those that could be read
    DataCard card;
};

/// .csv, .txt and .tsv are tables; .fasta, .fa, .faa, .fna, .afa, .a2m and .aln alignments; .npz with `packed` and
/// `shape` bits, eight to a byte (numpy.packbits); all else as load_dataset reads it. At most `limit` samples, evenly
/// spread (0: all). Throws Error(data), Error(usage) where there is no such file.
StoredSamples read_samples(const std::string& path, const std::string& split, std::int64_t limit);

}  // namespace blackbody
