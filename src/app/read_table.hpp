#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "kapitza/config/injection.hpp"
#include "kapitza/io/table.hpp"

namespace kapitza::app {

/// How the program reads the tables that a case names.
inline config::Table read_table(const std::filesystem::path& file, const std::string& dataset) {
  io::Table table = io::read_table(file, dataset);
  return {std::move(table.k), std::move(table.n)};
}

}  // namespace kapitza::app
