#pragma once

#include "kapitza/io/result_reader.hpp"

namespace kapitza::app {

/// `kapitza show` for each kind of result.
void show_boltzmann(const io::ResultReader& file);
void show_linear(const io::ResultReader& file);
void show_micro(const io::ResultReader& file);

/// The stationary state of the largest Lambda of a result of kind "boltzmann" beside the linear prediction about its centre.
void show_linear_prediction(const io::ResultReader& file);

}  // namespace kapitza::app
