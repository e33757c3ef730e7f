#include "base/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace outlive {

Progress::Progress(std::string title, std::int64_t total)
    : title_(std::move(title)),
      total_(total),
      begun_(std::chrono::steady_clock::now()),
      drawn_(begun_),
      terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (visible_) fmt::print(stderr, "\r\033[K");
}

void Progress::advance(std::int64_t steps) {
  done_ += steps;
  draw();
}

void Progress::label(const std::string& text) {
  label_ = text;
  draw();
}

void Progress::draw() {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - begun_ < seconds(1) || (visible_ && now - drawn_ < milliseconds(100))) return;
  drawn_ = now;
  visible_ = true;
  std::string line = "\r\033[K" + title_;
  if (total_ > 0) {
    constexpr std::int64_t width = 24;
    const std::int64_t filled = std::min(width, done_ * width / total_);
    line += fmt::format(" [{}{}] {:3}%", std::string(static_cast<std::size_t>(filled), '#'),
                        std::string(static_cast<std::size_t>(width - filled), ' '),
                        std::min<std::int64_t>(100, done_ * 100 / total_));
  } else {
    line += fmt::format(" {}", done_);
  }
  if (!label_.empty()) line += " " + label_.substr(0, 30);
  fmt::print(stderr, "{}", line);
  (void)std::fflush(stderr);
}

}  // namespace outlive
