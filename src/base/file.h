// What can be told of a file before it is read: whether it can be, how it opens, and a fingerprint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace outlive {

// Throws Error when `path` is missing, a directory, a pipe or a device, unreadable or empty. A file
// is read more than once, which a pipe does not allow.
void require_readable_file(const std::filesystem::path& path);

// A file's bytes in order, unpacked if it is gzip-compressed (by its first bytes, not its name).
//
//   UnpackedFile file(path);
//   while (const std::size_t count = file.read(buffer.data(), buffer.size())) use(buffer, count);
//
// The end is reached only by a file that is whole: one that is cut off, broken, or followed by what
// is no gzip throws Error.
class UnpackedFile {
 public:
  explicit UnpackedFile(const std::filesystem::path& path);
  UnpackedFile(UnpackedFile&&) noexcept;
  UnpackedFile& operator=(UnpackedFile&&) noexcept;
  ~UnpackedFile();

  // Up to `size` bytes; 0 at the end.
  std::size_t read(char* buffer, std::size_t size);
  bool compressed() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether the file opens as gzip does.
bool is_gzip(const std::filesystem::path& path);

// A file for readers that take neither gzip nor a UTF-8 byte order mark: a copy without them, gone
// with the object, or the file itself if it has neither.
class PlainFile {
 public:
  explicit PlainFile(const std::filesystem::path& path);
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;
  ~PlainFile();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  bool temporary_ = false;
};

// The first `limit` bytes, unpacked if the file is gzip-compressed. Throws Error when the file
// cannot be read or its compression is broken within those bytes.
std::string read_head(const std::filesystem::path& path, std::size_t limit);

// 128-bit XXH3 of the file's bytes as 32 hexadecimal digits: equal content, equal fingerprint.
std::string fingerprint(const std::filesystem::path& path);

// Writes all of `content` to `path`, by way of a temporary file beside it that is renamed when
// whole; to a device or a pipe directly. Throws Error when it cannot be written.
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace outlive
