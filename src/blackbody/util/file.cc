#include "blackbody/util/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "blackbody/util/errors.h"

namespace blackbody {

std::shared_ptr<const MappedFile> MappedFile::open(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        throw Error(
            ErrorKind::usage,
            {.file = path, .place = std::strerror(errno), .expected = "", .found = "", .advice = "check the path"});
    struct stat status {};
    ::fstat(fd, &status);
    if (!S_ISREG(status.st_mode)) {
        ::close(fd);
        throw Error(ErrorKind::usage, {.file = path,
                                       .place = "",
                                       .expected = "a regular file",
                                       .found = S_ISDIR(status.st_mode) ? "a folder" : "something else",
                                       .advice = ""});
    }
    if (status.st_size == 0) {
        ::close(fd);
        throw Error(ErrorKind::model, {.file = path,
                                       .place = "",
                                       .expected = "some bytes",
                                       .found = "an empty file",
                                       .advice = "was it copied whole?"});
    }
    void* address = ::mmap(nullptr, status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    ::close(fd);
    if (address == MAP_FAILED)
        throw Error(
            ErrorKind::model,
            {.file = path, .place = "cannot be mapped", .expected = "", .found = std::strerror(errno), .advice = ""});
    const std::span bytes(static_cast<const std::byte*>(address), static_cast<std::size_t>(status.st_size));
    return std::shared_ptr<const MappedFile>(new MappedFile(path, bytes));
}

MappedFile::~MappedFile() { ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size()); }

namespace {

[[noreturn]] void fail_to_write(const std::string& path, const std::string& why) {
    throw Error(ErrorKind::output, {.file = path,
                                    .place = "cannot be written",
                                    .expected = "",
                                    .found = why,
                                    .advice = "nothing was left behind; choose another place"});
}

/// Removes the temporary file unless it was renamed into place.
struct Temporary {
    std::string path;
    bool kept = false;
    ~Temporary() {
        if (!kept) std::remove(path.c_str());
    }
};

}  // namespace

void write_file(const std::string& path, const std::function<void(std::ostream&)>& write) {
    // What is not a regular file (a pipe, /dev/full) cannot be renamed into place.
    const auto status = std::filesystem::status(path);
    if (std::filesystem::is_directory(status)) fail_to_write(path, "it is a folder");
    const bool direct = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
    Temporary temporary{direct ? path : path + "." + std::to_string(::getpid()) + ".part", direct};

    errno = 0;
    std::ofstream out(temporary.path, std::ios::binary | std::ios::trunc);
    if (!out) fail_to_write(path, std::strerror(errno));
    write(out);
    out.flush();
    if (!out) fail_to_write(path, errno ? std::strerror(errno) : "the write failed");
    out.close();
    if (direct) return;

    if (const int fd = ::open(temporary.path.c_str(), O_RDONLY | O_CLOEXEC); fd >= 0) ::fsync(fd), ::close(fd);
    if (std::rename(temporary.path.c_str(), path.c_str()) != 0) fail_to_write(path, std::strerror(errno));
    temporary.kept = true;
}

}  // namespace blackbody
