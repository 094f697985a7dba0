// Tables of sums of rows, built and read: the inner loops of bit_product.cc, once for every kind of vectors.
// clang-format off
#if defined(BLACKBODY_LOOKUP_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef BLACKBODY_LOOKUP_INL
#undef BLACKBODY_LOOKUP_INL
#else
#define BLACKBODY_LOOKUP_INL
#endif
// clang-format on

#include <cstdint>
#include <cstring>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace blackbody {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::int64_t panel_width = Panels::width;
using I = hn::CappedTag<std::int32_t, panel_width>;
constexpr std::int64_t lane_count = static_cast<std::int64_t>(hn::MaxLanes(I()));

/// How the rows are grouped: `groups` tables of 2^bits sums fill at most 28 kB.
template <int bits, int groups>
struct Grouping {
    static constexpr std::int64_t rows = bits * groups, entries = 1 << bits;
    static constexpr std::int64_t numbers = groups * entries * panel_width;
};
using Many = Grouping<6, 7>;  ///< for many states: 42 rows, 28 kB
using Few = Grouping<4, 14>;  ///< where building costs more than reading: 56 rows, 14 kB
/// From here on many.
constexpr std::int64_t many_states = 192;

/// The sums of the groups that hold rows of the matrix: each is an earlier one and a row more.
template <int bits, int groups>
HWY_ATTR void FillTable(Grouping<bits, groups> of, const std::int32_t* HWY_RESTRICT rows, std::int64_t count,
                        std::int32_t* HWY_RESTRICT table) {
    const I d;
    for (std::int64_t g = 0; g * bits < count; ++g)
        for (std::int64_t c = 0; c < panel_width; c += lane_count) {
            std::int32_t* HWY_RESTRICT to = table + g * of.entries * panel_width + c;
            hn::Store(hn::Zero(d), d, to);
            for (std::int64_t r = 0, have = 1; r < bits; ++r, have *= 2) {
                const auto row = hn::LoadU(d, rows + (g * bits + r) * panel_width + c);
                for (std::int64_t k = 0; k < have; ++k)
                    hn::Store(hn::Add(hn::Load(d, to + k * panel_width), row), d, to + (have + k) * panel_width);
            }
        }
}

/// The entry that a word chooses of table g, and those of the tables after it, added up. (Written out by the compiler:
/// a loop would keep the addresses in memory.)
template <int g, int bits, int groups>
HWY_ATTR HWY_INLINE hn::Vec<I> SumEntries(Grouping<bits, groups> of, const std::int32_t* HWY_RESTRICT table,
                                          std::uint64_t word) {
    constexpr int entry = 6;  // log2 of the bytes of an entry
    static_assert(sizeof(std::int32_t) * panel_width == 1 << entry);
    constexpr std::uint64_t mask = std::uint64_t{of.entries - 1} << entry;
    constexpr int up = std::max(entry - g * bits, 0), down = std::max(g * bits - entry, 0);
    const char* at = reinterpret_cast<const char*>(table + g * of.entries * panel_width) + (word << up >> down & mask);
    const auto here = hn::Load(I(), reinterpret_cast<const std::int32_t*>(at));
    if constexpr (g + 1 == groups) return here;
    else return hn::Add(here, SumEntries<g + 1>(of, table, word));
}

/// sums[n] += (is_first: =) what the rows of one table contribute. words[n]: the bits of these rows.
template <bool is_first, int bits, int groups>
HWY_ATTR void AddTable(Grouping<bits, groups> of, const std::int32_t* HWY_RESTRICT table,
                       const std::uint64_t* HWY_RESTRICT words, std::int64_t count, std::int32_t* HWY_RESTRICT sums) {
    const I d;
    for (std::int64_t n = 0; n < count; ++n, sums += panel_width)
        for (std::int64_t c = 0; c < panel_width; c += lane_count) {
            const auto sum = SumEntries<0>(of, table + c, words[n]);
            if constexpr (is_first) hn::Store(sum, d, sums + c);
            else hn::Store(hn::Add(sum, hn::Load(d, sums + c)), d, sums + c);
        }
}

/// The same for those states alone that have one of these bits: the k-th of them is states[k].
template <int bits, int groups>
HWY_ATTR void AddTableWhereOn(Grouping<bits, groups> of, const std::int32_t* HWY_RESTRICT table, const TableWords& on,
                              std::int32_t* HWY_RESTRICT sums) {
    const I d;
    for (std::int64_t k = 0; k < on.count; ++k) {
        std::int32_t* HWY_RESTRICT to = sums + std::int64_t{on.states[k]} * panel_width;
        for (std::int64_t c = 0; c < panel_width; c += lane_count)
            hn::Store(hn::Add(SumEntries<0>(of, table + c, on.words[k]), hn::Load(d, to + c)), d, to + c);
    }
}

/// The bits of each table's rows in words of their own. A table that an eighth of the states has no use for (the rim
/// of a picture) keeps the others alone.
HWY_ATTR inline void CutWords(const BitStates& in, std::int64_t first, std::int64_t count, std::int64_t rows,
                              Scratch& scratch) {
    const std::int64_t tables = (in.units() + rows - 1) / rows;
    scratch.words.resize(tables * count), scratch.states.resize(tables * count), scratch.tables.clear();
    for (std::int64_t bit = 0; bit < in.units(); bit += rows) {
        const auto* from = reinterpret_cast<const unsigned char*>(in.row(first)) + bit / 8;
        const int shift = static_cast<int>(bit % 8);
        const std::uint64_t mask = (std::uint64_t{1} << std::min(rows, in.units() - bit)) - 1;
        const std::int64_t place = std::ssize(scratch.tables) * count;
        std::uint64_t* HWY_RESTRICT words = scratch.words.data() + place;
        std::uint32_t* HWY_RESTRICT states = scratch.states.data() + place;
        const auto word_of = [&](std::int64_t n) {
            std::uint64_t word;
            std::memcpy(&word, from + n * in.words() * 8, sizeof word);
            return word >> shift & mask;
        };
        std::int64_t on = 0;
        for (std::int64_t n = 0; n < count; ++n) {
            words[on] = word_of(n), states[on] = static_cast<std::uint32_t>(n);
            on += words[on] != 0;
        }
        // The first table starts the sums of all.
        const bool is_dense = bit == 0 || on > count * 7 / 8;
        if (is_dense)
            for (std::int64_t n = 0; n < count; ++n) words[n] = word_of(n);
        scratch.tables.push_back({words, is_dense ? nullptr : states, is_dense ? count : on});
    }
}

/// All sums of one panel.
template <int bits, int groups>
HWY_ATTR void SumPanel(Grouping<bits, groups> of, const Panels& weight, std::int64_t panel,
                       const std::vector<TableWords>& tables, std::int32_t* sums) {
    HWY_ALIGN std::int32_t table[of.numbers];
    // Groups that hold no rows are read, too: at 0.
    for (std::int64_t g = 0; g < groups; ++g) std::fill_n(table + g * of.entries * panel_width, panel_width, 0);
    const std::int32_t* rows = weight.panel(panel);
    std::int64_t first = 0;
    for (const TableWords& on : tables) {
        if (on.count > 0)
            FillTable(of, rows + first * panel_width, std::min<std::int64_t>(of.rows, weight.rows() - first), table);
        if (first == 0) AddTable<true>(of, table, on.words, on.count, sums);
        else if (on.states == nullptr) AddTable<false>(of, table, on.words, on.count, sums);
        else AddTableWhereOn(of, table, on, sums);
        first += of.rows;
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace blackbody
HWY_AFTER_NAMESPACE();

#endif
