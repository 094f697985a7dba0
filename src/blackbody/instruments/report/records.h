#pragma once
/// The records whose words the writers print beside the numbers: meanings, units, formulas, rules.
///
/// Writers are functions of (Results, Records) and of nothing else, so that the same results give the same bytes and a
/// test can bring records of its own.
#include <string>
#include <vector>

#include "blackbody/base/finding.h"
#include "blackbody/base/quantity.h"
#include "blackbody/base/results.h"

namespace blackbody {

struct Records {
    std::vector<const ObservableInfo*> observables;
    std::vector<const ControlInfo*> controls;
    std::vector<const ClaimInfo*> claims;

    /// Everything that this program knows.
    static const Records& registered();

    const ObservableInfo* observable(const std::string& name) const;
    const ControlInfo* control(const std::string& name) const;
    const ClaimInfo* claim(const std::string& name) const;
    /// The record of an observable's quantity, or null.
    const QuantityInfo* quantity(const std::string& observable, const std::string& name) const;
};

/// "permuted_kernels" -> "permuted kernels": how a record's name reads in a sentence.
std::string in_words(std::string name);

/// "energy.beta_star": a quantity or a curve with whose it is, as gates and `explain` take it.
std::string full_name(const std::string& observable, const std::string& name);

/// "relu2 from relu1" of what is of two sites at once; the place itself where there is no earlier one.
std::string with_from(const std::string& place, const std::string& from);

/// What the system is called on its page: "machine" of a Boltzmann machine, else "network".
std::string noun_of(const Card& card);

/// "A restricted Boltzmann machine", "A deep belief network", ...; "A trained network" of all that is none.
std::string kind_in_words(const Card& card);

/// "0 … 1", "at least 0 nat", "any number": what values a quantity can take.
std::string range_of(const QuantityInfo& quantity);

/// Value and error bar as a reader wants them: "3.412 ± 0.021 nat", "3.412 nat (exact)", "3.412"; the unit comes from
/// the record, where there is one.
std::string reading(const Estimate& estimate, const QuantityInfo* info = nullptr);
/// The same without saying that it is exact: "3.412 ± 0.021 nat", "3.412 nat".
std::string plain_reading(const Estimate& estimate, const QuantityInfo* info = nullptr);

/// Why the estimate has no error bar, or "" where it has one or is exact.
std::string why_no_error(const Estimate& estimate);

/// "0.93 ± 0.02" of the draws of a null, or "0.93" where they do not differ.
std::string reading(const Null& null);

/// The site of that name, or null.
const SiteInfo* find_site(const Results& results, const std::string& name);

}  // namespace blackbody
