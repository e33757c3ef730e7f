#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "sources/source.h"

namespace outlive {
namespace {

void print_input(const Input& input) {
  fmt::print("    {:<8} {}\n", to_string(input.format),
             input.format == Format::lines
                 ? "lines of 'wiki article page access views hours'; the day in the file's name"
                 : fmt::format("{}", fmt::join(input.required, ", ")));
  if (!input.optional.empty()) {
    fmt::print("             optional: {}\n", fmt::join(input.optional, ", "));
  }
}

nlohmann::ordered_json describe(const Source& source) {
  nlohmann::ordered_json object = {
      {"name", source.name}, {"title", source.title}, {"unit", source.unit}};
  if (!source.counts_attention()) object["unit"] = nullptr;
  object["floor"] = source.floor > 0 ? nlohmann::ordered_json(source.floor) : nullptr;
  for (const Input& input : source.inputs) {
    object["inputs"].push_back({{"format", to_string(input.format)},
                                {"columns", input.required},
                                {"optional", input.optional}});
  }
  return object;
}

}  // namespace

int list_sources(bool json) {
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Source& source : sources()) list.push_back(describe(source));
    fmt::print("{}\n", list.dump(1));
    return 0;
  }
  for (const Source& source : sources()) {
    fmt::print("{}\n  {}{}\n", source.name, source.title,
               source.counts_attention() ? ", in " + source.unit : "");
    for (const Input& input : source.inputs) print_input(input);
  }
  fmt::print("\nFiles may be gzip-compressed. docs/sources.md says where each is got.\n");
  return 0;
}

}  // namespace outlive
