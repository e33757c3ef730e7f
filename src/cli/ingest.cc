#include "sources/ingest.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/progress.h"
#include "cli/commands.h"
#include "outlive/error.h"

namespace outlive {

namespace {

void read_files(const IngestCommand& command, const std::vector<Recognised>& how) {
  Store store = Store::open(command.store, Store::Mode::create);
  Progress progress("reading", static_cast<std::int64_t>(command.files.size()));
  for (std::size_t i = 0; i < command.files.size(); ++i) {
    progress.label(command.files[i]);
    const IngestReport report = ingest(store, how[i], command.files[i]);
    std::string text =
        report.unchanged
            ? fmt::format("{}: unchanged\n", report.file)
            : fmt::format("{}: {}{}\n", report.file, contents(report),
                          report.replaced ? ", in place of the file's earlier content" : "");
    for (const auto& [why, count] : report.left_out) {
      text += fmt::format("  {} rows left out: {}\n", count, why);
    }
    progress.print(text);
    progress.advance(1);
  }
}

bool holds_files(const std::string& store) {
  return Store::open(store, Store::Mode::read_only).query("SELECT count(*) FROM file").integer() >
         0;
}

}  // namespace

int ingest_files(const IngestCommand& command) {
  const Source& source = find_source(command.source);
  // All files are looked at before the store is touched.
  std::vector<Recognised> how;
  for (const std::string& file : command.files) how.push_back(recognise(file, &source));
  std::error_code ignored;
  const bool is_new = !std::filesystem::exists(command.store, ignored);
  try {
    read_files(command, how);
  } catch (const Error&) {
    // No store is left behind where there was none and nothing came into it.
    if (is_new && std::filesystem::exists(command.store, ignored) && !holds_files(command.store)) {
      std::filesystem::remove(command.store, ignored);
      std::filesystem::remove(command.store + ".wal", ignored);
    }
    throw;
  }
  return 0;
}

}  // namespace outlive
