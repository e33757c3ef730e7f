#include "cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/file.h"
#include "outlive/error.h"

namespace outlive {

void write_output(const std::string& path, const std::string& content) {
  if (path != "-") {
    write_file(path, content);
    return;
  }
  const bool written = std::fwrite(content.data(), 1, content.size(), stdout) == content.size() &&
                       std::fflush(stdout) == 0;
  // A reader that has seen enough ("| head") is no failure.
  if (!written && errno != EPIPE) {
    throw Error("standard output cannot be written: " + std::generic_category().message(errno));
  }
}

std::size_t terminal_width() {
  constexpr std::size_t usual = 80;
  winsize size{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): ioctl has no other form
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return std::clamp<std::size_t>(size.ws_col, usual, 140);
}

void check_outputs(const Outputs& outputs) {
  if (outputs.json && outputs.json == outputs.csv) {
    throw Error("two forms cannot both be written to " +
                (*outputs.json == "-" ? std::string("standard output") : *outputs.json));
  }
}

void write_forms(const Outputs& outputs, const Forms& forms) {
  if (outputs.json) write_output(*outputs.json, forms.json());
  if (outputs.csv) write_output(*outputs.csv, forms.csv());
  if (outputs.json != "-" && outputs.csv != "-") write_output("-", forms.table(terminal_width()));
}

}  // namespace outlive
