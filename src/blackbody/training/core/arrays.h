#pragma once
/// What is remembered between updates and over a training, by name: the memory of optimizers and chains in checkpoints,
/// what evaluations found in histories.
#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace blackbody {

using Arrays = std::map<std::string, at::Tensor>;

/// A copy. Throws Error(data) where it is not there or its shape is another.
at::Tensor array_of(const Arrays& arrays, const std::string& name, at::IntArrayRef shape);

/// "prefix.name" for every array; and those of a prefix, without it.
void put_all(Arrays& arrays, const std::string& prefix, const Arrays& part);
Arrays part_of(const Arrays& arrays, const std::string& prefix);

/// One more row of a history: `name` [evaluations, ...] grows by `row` [...], or by a number.
void append(Arrays& history, const std::string& name, const at::Tensor& row);
void append(Arrays& history, const std::string& name, double number);

}  // namespace blackbody
