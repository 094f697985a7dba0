#pragma once
/// The sections of the page, in order. Each writes itself from the same results and records.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "blackbody/instruments/report/html_stream.h"
#include "blackbody/instruments/report/profile.h"
#include "blackbody/instruments/report/records.h"

namespace blackbody::html {

struct Page {
    Stream& out;
    const Results& results;
    const Records& records;
    std::vector<Profile> profiles;
    std::map<std::string, int> site_ids;                      ///< sites that have a page: name -> number
    std::map<std::string, std::vector<std::size_t>> by_site;  ///< name -> indices of its measurements
    std::vector<std::size_t> course;                          ///< indices of what a training showed of itself

    std::size_t most_rows;    ///< of a table behind a plot, so that all of them together stay small
    std::size_t most_points;  ///< of a plot, likewise

    mutable std::set<std::string> said;  ///< captions that already stand on the page

    Page(Stream& out, const Results& results, const Records& records);
};

void write_head(const Page& page);      ///< title and model card
void write_findings(const Page& page);  ///< most urgent first, the same finding at many sites once
void write_numbers(const Page& page);   ///< what was measured of the network as a whole
void write_course(const Page& page);    ///< how it learned: curves, and the film
void write_depth(const Page& page);     ///< small multiples on one depth axis, by view
void write_sites(const Page& page);     ///< a page a site
void write_methods(const Page& page);   ///< what was not measured, methods, glossary, how to do it again

/// For the search box: words that people type, and what on this page they stand for.
void write_typed_words(const Page& page);

/// A curve's figure: caption, the place where the script draws it, and the table behind it. `measurement` and `curve`
/// are its position in the results.
void write_curve(const Page& page, std::size_t measurement, std::size_t curve);

/// Rows of the table behind it, if none is left out.
std::size_t table_rows(const Curve& curve);

/// A link to the site's page, or its name where it has none.
void write_site_link(const Page& page, const std::string& site);
/// " from ..." of what is of two sites at once; nothing where there is no earlier one.
void write_from(const Page& page, const std::string& from);

}  // namespace blackbody::html
