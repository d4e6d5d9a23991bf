#include "kapitza/io/contents.hpp"

#include <fmt/format.h>

namespace kapitza::io {
namespace {

/// A scale as an axis: without the slash where it is at the root.
std::string axis_name(const std::string& path) {
  return path.rfind('/') == 0 ? path.substr(1) : path;
}

std::string shape_of(const Contents::Dataset& one) {
  if (one.scale) return axis_name(one.what.path);
  std::string axes = one.leading.empty() ? "" : "(" + axis_name(one.leading) + ")";
  for (const std::string& scale : one.what.scales)
    axes += (axes.empty() ? "" : ", ") + axis_name(scale);
  return axes;
}

std::string in_brackets(const std::string& condition) {
  return condition.empty() ? "" : fmt::format("  (only {})", condition);
}

std::string listed(const Contents& contents) {
  std::string text;
  for (const Contents::Dataset& one : contents.datasets())
    text += fmt::format("{}  [{}]  {}{}\n    {}\n", one.what.path, shape_of(one), one.what.units,
                        in_brackets(one.condition), one.what.long_name);
  text += "\nAttributes of the root group:\n\n";
  for (const Contents::AttributeOfRoot& one : contents.attributes())
    text += fmt::format("{}{}\n    {}\n", one.name, in_brackets(one.condition), one.meaning);
  return text;
}

}  // namespace

std::string describe(const Contents& contents) {
  std::string text =
      "Datasets: path  [axes]  unit. An axis is named by its coordinate, which is a dataset, too; "
      "one in brackets is there if "
      "that\ncoordinate is. [] is one number. <...> stands for a number or a name.\n\n" +
      listed(contents);
  for (const auto& [condition, others] : contents.others())
    text += fmt::format("\nInstead, {}:\n\n{}", condition, listed(others));
  return text;
}

}  // namespace kapitza::io
