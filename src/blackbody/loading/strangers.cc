#include "blackbody/loading/strangers.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>

#include "blackbody/util/errors.h"
#include "blackbody/util/text.h"

namespace blackbody {
namespace {

constexpr const char* as_npy = "save its samples with numpy.save as a .npy, the sample axis first";
constexpr const char* is_model =
    "it belongs in the place of the model; data are samples: a .npy, or a folder of pictures";

struct Stranger {
    const char* endings;  ///< each with a space behind it
    const char* what;
    const char* advice;
};

constexpr Stranger strangers[] = {
    {".pt .pth .ckpt .bin ", "a file of PyTorch",
     "open it in Python: numpy.save('x.npy', torch.load('FILE').numpy()) if it holds samples; a model is exported to "
     "ONNX"},
    {".onnx .safetensors .gguf ", "a model", is_model},
    {".tflite ", "a model of TensorFlow Lite", is_model},
    {".pb .keras ", "a model of TensorFlow", is_model},
    {".h5 .hdf5 .hdf .nc ", "an HDF5 file",
     "open it in Python: numpy.save('x.npy', h5py.File('FILE')['NAME'][:]) for the data set NAME that holds the "
     "samples"},
    {".json .jsonl .yaml .yml ", "text with names and values", as_npy},
    {".pkl .pickle .joblib ", "a Python pickle, which can run any program when it is opened",
     "open it in Python if you trust it, and numpy.save its samples"},
    {".mat ", "a MATLAB file", "open it in Python: numpy.save('x.npy', scipy.io.loadmat('FILE')['NAME'])"},
    {".parquet .arrow .feather .tfrecord .xls .xlsx ", "a table of another program", as_npy},
    {".zip .tar .tgz .bz2 .xz .7z .rar .zst ", "an archive", "unpack it and give the folder"},
    {".mp4 .avi .mov .mkv .webm ", "a video", "save its frames as pictures in a folder"},
    {".wav .mp3 .flac .ogg ", "sound", as_npy},
    {".heic .heif .avif .jp2 .jxl .svg .psd .cr2 .nef .dng ", "a picture in a format that is not read",
     "convert it to PNG"},
};

std::string ending_of(const std::string& path) {
    std::string ending = std::filesystem::path(path).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending;
}

std::string first_bytes(const std::string& path) {
    std::string bytes(8, '\0');
    std::ifstream(path, std::ios::binary).read(bytes.data(), std::ssize(bytes));
    return bytes;
}

}  // namespace

void refuse_stranger(const std::string& path) {
    const std::string bytes = first_bytes(path);
    std::string ending = ending_of(path) + " ";
    if (bytes.starts_with("\x89HDF")) ending = ".h5 ";
    if (bytes.substr(4) == "TFL3") ending = ".tflite ";
    for (const Stranger& stranger : strangers) {
        if (ending.size() < 2 || std::string(stranger.endings).find(ending) == std::string::npos) continue;
        std::string advice = stranger.advice;
        if (const std::size_t at = advice.find("FILE"); at != std::string::npos)
            advice.replace(at, 4, std::filesystem::path(path).filename().string());
        throw Error(ErrorKind::data,
                    Complaint{.file = path,
                              .expected = "data: .npy, .npz, IDX (-ubyte, .gz), .csv, a picture or a folder",
                              .found = stranger.what,
                              .advice = advice});
    }
}

}  // namespace blackbody
