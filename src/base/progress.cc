#include "base/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>

namespace outlive {
namespace {

using Clock = std::chrono::steady_clock;

// A line that is broken by the terminal could not be cleared.
std::size_t columns_of_terminal() {
  constexpr std::size_t usual = 80;
  winsize size{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): ioctl has no other form
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return size.ws_col;
}

// The first so many characters of UTF-8 text, none of them cut in half.
std::string_view first_characters(std::string_view text, std::size_t count) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U;
    if (begins && count-- == 0) return text.substr(0, i);
  }
  return text;
}

}  // namespace

class Progress::Bar {
 public:
  Bar(std::string title, std::int64_t total)
      : title_(std::move(title)),
        total_(total),
        begun_(Clock::now()),
        thread_([this](const std::stop_token& stop) { draw_until(stop); }) {}

  void advance(std::int64_t steps) {
    const std::lock_guard lock(mutex_);
    done_ += steps;
  }

  void label(const std::string& text) {
    const std::lock_guard lock(mutex_);
    label_ = text;
  }

  void print(const std::string& text) {
    const std::lock_guard lock(mutex_);
    clear();
    fmt::print("{}", text);
    (void)std::fflush(stdout);
  }

 private:
  void draw_until(const std::stop_token& stop) {
    constexpr auto patience = std::chrono::seconds(1);
    constexpr auto pause = std::chrono::milliseconds(200);
    std::unique_lock lock(mutex_);
    const auto stopped = [&] { return stop.stop_requested(); };
    for (auto next = begun_ + patience; !stopped(); next = Clock::now() + pause) {
      if (wake_.wait_until(lock, stop, next, stopped)) break;
      draw();
    }
    clear();
  }

  void draw() {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begun_).count();
    std::string line = title_;
    if (total_ > 0) {
      constexpr std::int64_t width = 24;
      const std::int64_t done = std::min(done_, total_);
      const std::int64_t filled = done * width / total_;
      line += fmt::format(" [{}{}] {:3}%", std::string(static_cast<std::size_t>(filled), '#'),
                          std::string(static_cast<std::size_t>(width - filled), ' '),
                          done * 100 / total_);
    }
    line += fmt::format(" {} s", seconds);
    if (!label_.empty()) line += " " + label_;
    fmt::print(stderr, "\r\033[K{}", first_characters(line, columns_of_terminal() - 1));
    (void)std::fflush(stderr);
    visible_ = true;
  }

  void clear() {
    if (visible_) fmt::print(stderr, "\r\033[K");
    (void)std::fflush(stderr);
    visible_ = false;
  }

  std::string title_;
  std::int64_t total_;
  Clock::time_point begun_;
  std::mutex mutex_;  // Guards what follows, and the terminal.
  std::condition_variable_any wake_;
  std::string label_;
  std::int64_t done_ = 0;
  bool visible_ = false;
  std::jthread thread_;  // Last: it ends before what it uses.
};

Progress::Progress(std::string title, std::int64_t total)
    : bar_(isatty(STDERR_FILENO) != 0 ? std::make_unique<Bar>(std::move(title), total) : nullptr) {}

Progress::~Progress() = default;

void Progress::advance(std::int64_t steps) {
  if (bar_) bar_->advance(steps);
}

void Progress::label(const std::string& text) {
  if (bar_) bar_->label(text);
}

void Progress::print(const std::string& text) {
  if (bar_) {
    bar_->print(text);
  } else {
    fmt::print("{}", text);
  }
}

}  // namespace outlive
