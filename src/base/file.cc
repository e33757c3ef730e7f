#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "outlive/error.h"

namespace outlive {
namespace {

std::string reason(int number) {
  return std::generic_category().message(number);
}

[[noreturn]] void throw_unreadable(const std::filesystem::path& path, int number) {
  throw std::move(Error("cannot be read: " + reason(number)).in(path.string()));
}

[[noreturn]] void throw_broken_gzip(const std::filesystem::path& path, const char* problem) {
  throw std::move(Error(problem).in(path.string()).hint("fetch the file again"));
}

// A file descriptor that is closed when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  int close() { return ::close(std::exchange(number_, -1)); }

 private:
  int number_;
};

[[noreturn]] void throw_unwritable(const std::filesystem::path& path, int number) {
  throw std::move(Error("cannot be written: " + reason(number)).in(path.string()));
}

void write_all(int descriptor, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t count = write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_unwritable(path, errno);
    content.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool opens_gzip(const unsigned char* bytes, std::size_t count) {
  return count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

}  // namespace

void require_readable_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw Error("there is no such file").in(path.string());
  }
  if (error) throw Error("cannot be read: " + error.message()).in(path.string());
  if (status.type() == std::filesystem::file_type::directory) {
    throw Error("is a directory, not a file")
        .in(path.string())
        .hint("'outlive run' takes a whole directory");
  }
  if (status.type() != std::filesystem::file_type::regular) {
    throw Error("is a pipe or a device, not a file")
        .in(path.string())
        .hint("write it to a file first");
  }
  if (access(path.c_str(), R_OK) != 0) {
    throw Error("cannot be read: " + reason(errno)).in(path.string());
  }
  if (std::filesystem::file_size(path, error) == 0) {
    throw Error("the file is empty").in(path.string());
  }
}

struct UnpackedFile::State {
  explicit State(const std::filesystem::path& file)
      : path(file), descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor.number() < 0) throw_unreadable(path, errno);
    fill();
    compressed = opens_gzip(stream.next_in, stream.avail_in);
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (compressed && inflateInit2(&stream, gzip_only) != Z_OK) {
      throw Error("there is no memory to unpack it").in(path.string());
    }
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (compressed) inflateEnd(&stream);
  }

  // Reads on when all that was read is used up; false at the file's end.
  bool fill() {
    if (stream.avail_in > 0) return true;
    ssize_t count = 0;
    do {
      count = ::read(descriptor.number(), input.data(), input.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) throw_unreadable(path, errno);
    stream.next_in = input.data();
    stream.avail_in = static_cast<unsigned>(count);
    return count > 0;
  }

  std::size_t copy(char* buffer, std::size_t size) {
    if (!fill()) return 0;
    const std::size_t count = std::min<std::size_t>(size, stream.avail_in);
    std::memcpy(buffer, stream.next_in, count);
    stream.next_in += count;
    stream.avail_in -= static_cast<unsigned>(count);
    return count;
  }

  // Behind one compressed part: the end, another part, or something else.
  bool next_part() {
    if (!fill()) return false;
    if (*stream.next_in != 0x1f || inflateReset(&stream) != Z_OK) {
      throw_broken_gzip(path, "something that is no gzip follows the compressed data");
    }
    return true;
  }

  std::size_t unpack(char* buffer, std::size_t size) {
    stream.next_out = reinterpret_cast<unsigned char*>(buffer);
    stream.avail_out = static_cast<unsigned>(size);
    while (!ended && stream.avail_out > 0) {
      if (!fill()) throw_broken_gzip(path, "the gzip compression is cut off");
      const int status = inflate(&stream, Z_NO_FLUSH);
      if (status == Z_STREAM_END) {
        ended = !next_part();
      } else if (status != Z_OK) {
        throw_broken_gzip(path, "the gzip compression is broken");
      }
    }
    return size - stream.avail_out;
  }

  std::filesystem::path path;
  Descriptor descriptor;
  std::vector<unsigned char> input = std::vector<unsigned char>(1U << 17U);
  z_stream stream{};
  bool compressed = false;
  bool ended = false;
};

UnpackedFile::UnpackedFile(const std::filesystem::path& path) {
  require_readable_file(path);
  state_ = std::make_unique<State>(path);
}
UnpackedFile::UnpackedFile(UnpackedFile&&) noexcept = default;
UnpackedFile& UnpackedFile::operator=(UnpackedFile&&) noexcept = default;
UnpackedFile::~UnpackedFile() = default;

std::size_t UnpackedFile::read(char* buffer, std::size_t size) {
  return state_->compressed ? state_->unpack(buffer, size) : state_->copy(buffer, size);
}

bool UnpackedFile::compressed() const {
  return state_->compressed;
}

bool is_gzip(const std::filesystem::path& path) {
  return UnpackedFile(path).compressed();
}

PlainFile::PlainFile(const std::filesystem::path& path) : path_(path) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  const bool marked = read_head(path, byte_order_mark.size()) == byte_order_mark;
  UnpackedFile file(path);
  if (!file.compressed() && !marked) return;
  std::string name = (std::filesystem::temp_directory_path() / "outlive-XXXXXX").string();
  const Descriptor copy(mkostemp(name.data(), O_CLOEXEC));
  if (copy.number() < 0) {
    throw Error("cannot be unpacked to " + name + ": " + reason(errno)).in(path.string());
  }
  path_ = name;
  temporary_ = true;
  try {
    std::vector<char> buffer(1U << 18U);
    if (marked) file.read(buffer.data(), byte_order_mark.size());
    while (const std::size_t count = file.read(buffer.data(), buffer.size())) {
      write_all(copy.number(), {buffer.data(), count}, path);
    }
  } catch (...) {
    unlink(name.c_str());
    throw;
  }
}

PlainFile::~PlainFile() {
  if (temporary_) unlink(path_.c_str());
}

std::string read_head(const std::filesystem::path& path, std::size_t limit) {
  UnpackedFile file(path);
  std::string head(limit, '\0');
  std::size_t filled = 0;
  while (filled < limit) {
    const std::size_t count = file.read(head.data() + filled, limit - filled);
    if (count == 0) break;
    filled += count;
  }
  head.resize(filled);
  return head;
}

std::string fingerprint(const std::filesystem::path& path) {
  require_readable_file(path);
  const Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.number() < 0) throw_unreadable(path, errno);
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(),
                                                                              &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::vector<char> buffer(1U << 20U);
  ssize_t count = 0;
  while ((count = ::read(descriptor.number(), buffer.data(), buffer.size())) > 0) {
    XXH3_128bits_update(state.get(), buffer.data(), static_cast<std::size_t>(count));
  }
  if (count < 0) throw_unreadable(path, errno);
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state.get()));
  static constexpr std::string_view hex = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : canonical.digest) {
    text += hex[byte >> 4U];
    text += hex[byte & 0xfU];
  }
  return text;
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) {
    throw Error("cannot be written: it is a directory").in(path.string());
  }
  // A device or a pipe is written to as it is; a file is replaced when the new one is whole, and a
  // link goes on pointing to it.
  const bool special =
      std::filesystem::exists(status) &&
      (!std::filesystem::is_regular_file(status) || path.string().starts_with("/dev/"));
  const auto linked = std::filesystem::canonical(path, error);
  const std::string end = error ? path.string() : linked.string();
  const std::string target = special ? path.string() : end + ".part";
  const int flags = special ? O_WRONLY : O_WRONLY | O_CREAT | O_TRUNC;
  const int descriptor = open(target.c_str(), flags | O_CLOEXEC, 0644);
  if (descriptor < 0) throw_unwritable(path, errno);
  try {
    Descriptor owner(descriptor);
    write_all(descriptor, content, path);
    if (owner.close() != 0) throw_unwritable(path, errno);
    if (!special && rename(target.c_str(), end.c_str()) != 0) throw_unwritable(path, errno);
  } catch (const Error&) {
    if (!special) unlink(target.c_str());
    throw;
  }
}

}  // namespace outlive
