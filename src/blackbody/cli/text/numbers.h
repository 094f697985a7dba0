#pragma once
/// Numbers at the command line, checked before anything is opened: one line says the flag, what it takes and what it
/// found.
#include <CLI/CLI.hpp>

#include "blackbody/util/number_range.h"

namespace blackbody {

/// For add_option(...)->check(...): the whole word is a finite number within the range.
CLI::Validator in(const NumberRange& range);

/// A seed: a whole number from 0 to 2^64 - 1.
CLI::Validator seed_number();

/// A share from 0 to below 1, or the name of data: what reads as a number must be one within the range.
CLI::Validator share_or_data();

}  // namespace blackbody
