#include "blackbody/training/networks/symmetries/chain.h"

#include <algorithm>
#include <map>

namespace blackbody {
namespace {

std::string prefix_of(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos ? "" : name.substr(0, dot + 1);
}

/// The words of each layer by its name, as the text numbers them.
void read_words(const std::vector<LayerText>& texts, const std::string& prefix, std::map<std::string, LayerText>& all) {
    std::map<std::string, int> count;
    for (const LayerText& text : texts) {
        const std::string name = prefix + text.name + std::to_string(++count[text.name]);
        all[name] = text;
        read_words(text.inner, name + ".", all);
    }
}

bool has_word(const ChainLink& link, const std::string& word) {
    return std::find(link.text.words.begin(), link.text.words.end(), word) != link.text.words.end();
}

}  // namespace

std::vector<LayerChain> layer_chains(const LayeredNetwork& network, const Cost& cost) {
    std::map<std::string, LayerText> words;
    read_words(parse_description(network.plan().text), "", words);

    // Sites with one prefix stand in the order in which they are passed.
    std::map<std::string, LayerChain> chains;
    for (std::size_t site = 1; site < network.sites().size(); ++site) {
        const SiteInfo& info = network.sites()[site].info;
        const auto said = words.find(info.name);
        ChainLink link{.text = said == words.end() ? LayerText{info.op, {}} : said->second, .name = info.name};
        link.site = site, link.channels = info.shape[0], link.is_complex = network.plan().field == Field::complex;
        for (const Parameter& p : network.parameters())
            if (p.is_learned && prefix_of(p.name) == info.name + ".") link.parameters.push_back(p.name);
        chains[prefix_of(info.name)].push_back(std::move(link));
    }
    chains[""].push_back({.text = {cost.name, {}}, .name = "cost"});

    std::vector<LayerChain> all;
    for (auto& [prefix, chain] : chains) all.push_back(std::move(chain));
    return all;
}

bool is_linear_map(const ChainLink& link) {
    return link.text.name == "conv" || link.text.name == "depthwise" || link.text.name == "linear";
}

std::string pooling_of(const ChainLink& link) {
    const bool is_pool = link.text.name == "pool";
    if (!is_pool && link.text.name != "global") return "";
    for (const char* kind : {"average", "l2", "modulus", "intensity"})
        if (has_word(link, kind)) return kind;
    return is_pool ? "max" : "average";
}

std::optional<int> homogeneous_degree(const ChainLink& link) {
    static const std::map<std::string, int> layers = {{"relu", 1},     {"crelu", 1},    {"leaky", 1},   {"abs", 1},
                                                      {"cardioid", 1}, {"modrelu", 1},  {"modulus", 1}, {"dropout", 1},
                                                      {"square", 2},   {"intensity", 2}};
    static const std::map<std::string, int> poolings = {{"max", 1}, {"average", 1}, {"modulus", 1}, {"intensity", 2}};
    if (const auto found = layers.find(link.text.name); found != layers.end()) return found->second;
    if (const auto found = poolings.find(pooling_of(link)); found != poolings.end()) return found->second;
    return std::nullopt;
}

std::vector<WardTerm> terms_of(const ChainLink& link, const WardTerm& like) {
    std::vector<WardTerm> terms;
    for (const std::string& name : link.parameters) {
        terms.push_back(like);
        terms.back().parameter = name;
    }
    return terms;
}

}  // namespace blackbody
