#include <blackbody/blackbody.h>

#include <iostream>

int main() {
    auto network = blackbody::load_network("specimen/fashion-cnn.onnx");
    auto data = blackbody::load_dataset("specimen", network->graph().inputs);
    auto measured = blackbody::measure(*network, &data, blackbody::default_instruments());
    auto results = blackbody::collect(*network, measured, data.card());
    for (const auto& finding : results.findings) std::cout << finding.sentence << "\n";
    blackbody::write_html("report.html", results);
}
