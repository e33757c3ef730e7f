// A progress bar on standard error for work that takes longer than a second.
//
// Nothing is drawn when standard error is not a terminal, nor in the first second:
//
//   Progress progress("reading charts", files.size());
//   for (...) { ...; progress.advance(1); }
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace outlive {

class Progress {
 public:
  // `total` 0: how much there is to do is not known, and only the count is shown.
  Progress(std::string title, std::int64_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // Clears the line.

  void advance(std::int64_t steps);
  // What is being worked on now, shown beside the bar.
  void label(const std::string& text);

 private:
  void draw();

  std::string title_;
  std::string label_;
  std::int64_t total_;
  std::int64_t done_ = 0;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point drawn_;
  bool terminal_;
  bool visible_ = false;
};

}  // namespace outlive
