// A progress bar on standard error for work that takes longer than a second.
//
//   Progress progress("reading charts", files.size());
//   for (...) { progress.label(file); ...; progress.print("read\n"); progress.advance(1); }
//
// A thread of its own draws it, so that it shows life during one long step as well. Where standard
// error is not a terminal there is no thread, and nothing is drawn; nor is there in the first second.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace outlive {

class Progress {
 public:
  // `total` 0: how much there is to do is not known, and only the time taken is shown.
  explicit Progress(std::string title, std::int64_t total = 0);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // Clears the line.

  // These may be called from any thread.
  void advance(std::int64_t steps);
  // What is being worked on now, shown beside the bar.
  void label(const std::string& text);
  // Writes to standard output, which may be the same terminal, without the bar in between.
  void print(const std::string& text);

 private:
  class Bar;
  std::unique_ptr<Bar> bar_;  // Null where there is no terminal.
};

}  // namespace outlive
