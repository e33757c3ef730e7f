// What can be told of a file before it is read: whether it can be, how it opens, and a fingerprint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace outlive {

// Throws Error when `path` is missing, a directory, unreadable or empty.
void require_readable_file(const std::filesystem::path& path);

// The first `limit` bytes, unpacked if the file is gzip-compressed. Throws Error when the file cannot
// be read or its compression is broken within those bytes.
std::string read_head(const std::filesystem::path& path, std::size_t limit);

// Reads a gzip-compressed file to its end to see that it is whole, which a reader that stops early
// would not notice; throws Error when it is cut off or broken. Other files pass.
void require_whole_gzip(const std::filesystem::path& path);

// 128-bit XXH3 of the file's bytes as 32 hexadecimal digits: equal content, equal fingerprint.
std::string fingerprint(const std::filesystem::path& path);

// Writes all of `content` to `path`, by way of a temporary file beside it that is renamed when whole.
// Throws Error when it cannot be written.
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace outlive
