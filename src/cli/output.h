// Where commands write what they have found.
#pragma once

#include <functional>
#include <string>

#include "cli/commands.h"

namespace outlive {

// Writes `content` to a file, or to standard output for "-".
void write_output(const std::string& path, const std::string& content);

// The width of the terminal on standard output, or 80.
std::size_t terminal_width();

// Throws Error when two of the forms are to be written to one place.
void check_outputs(const Outputs& outputs);

// The forms that were asked for; the table, so many columns wide, where none went to standard output.
struct Forms {
  std::function<std::string()> json;
  std::function<std::string()> csv;
  std::function<std::string(std::size_t width)> table;
};
void write_forms(const Outputs& outputs, const Forms& forms);

}  // namespace outlive
