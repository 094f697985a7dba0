#pragma once
/// A one-dimensional .npy file of doubles, read the plain way, so that a test does not stand on the code it tests.
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

inline std::vector<double> read_npy_doubles(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    const std::size_t header =
        10 + static_cast<unsigned char>(bytes.at(8)) + 256 * static_cast<unsigned char>(bytes.at(9));
    std::vector<double> values((bytes.size() - header) / sizeof(double));
    std::memcpy(values.data(), bytes.data() + header, values.size() * sizeof(double));
    return values;
}
