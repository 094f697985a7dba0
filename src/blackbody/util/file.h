#pragma once
/// Files: mapped for reading, written whole or not at all.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string>

namespace blackbody {

/// A file mapped read-only. Throws Error(usage) if it is missing or is not a regular file, Error(model) if it is empty.
class MappedFile {
  public:
    static std::shared_ptr<const MappedFile> open(const std::string& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::span<const std::byte> bytes() const { return bytes_; }
    const std::string& path() const { return path_; }

  private:
    MappedFile(std::string path, std::span<const std::byte> bytes) : path_(std::move(path)), bytes_(bytes) {}
    std::string path_;
    std::span<const std::byte> bytes_;
};

/// Writes to a temporary file beside `path` and renames it when everything is on disk: a full disk, a read-only folder
/// or an interruption leaves what was there before. Throws Error(output). "/dev/stdout" and other non-files are written
/// directly.
void write_file(const std::string& path, const std::function<void(std::ostream&)>& write);

}  // namespace blackbody
