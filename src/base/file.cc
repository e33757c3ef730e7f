#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "outlive/error.h"

namespace outlive {
namespace {

std::string reason(int number) { return std::generic_category().message(number); }

struct CloseGzip {
  void operator()(gzFile_s* file) const { gzclose(file); }
};
using GzipFile = std::unique_ptr<gzFile_s, CloseGzip>;

GzipFile open_gzip(const std::filesystem::path& path) {
  GzipFile file(gzopen(path.c_str(), "rb"));
  if (!file) throw Error("cannot be read: " + reason(errno)).in(path.string());
  gzbuffer(file.get(), 1U << 17U);
  return file;
}

[[noreturn]] void throw_gzip_error(gzFile file, const std::filesystem::path& path) {
  int number = 0;
  const std::string message = gzerror(file, &number);
  if (number == Z_ERRNO) throw Error("cannot be read: " + reason(errno)).in(path.string());
  throw Error("the gzip compression is broken or cut off")
      .in(path.string())
      .hint("fetch the file again");
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
    throw Error("is a directory, not a file").in(path.string()).hint(
        "'outlive run' takes a whole directory");
  }
  if (access(path.c_str(), R_OK) != 0) {
    throw Error("cannot be read: " + reason(errno)).in(path.string());
  }
  if (status.type() == std::filesystem::file_type::regular &&
      std::filesystem::file_size(path, error) == 0) {
    throw Error("the file is empty").in(path.string());
  }
}

std::string read_head(const std::filesystem::path& path, std::size_t limit) {
  require_readable_file(path);
  const GzipFile file = open_gzip(path);
  std::string head(limit, '\0');
  const int count = gzread(file.get(), head.data(), static_cast<unsigned>(limit));
  if (count < 0) throw_gzip_error(file.get(), path);
  head.resize(static_cast<std::size_t>(count));
  return head;
}

void require_whole_gzip(const std::filesystem::path& path) {
  const GzipFile file = open_gzip(path);
  if (gzdirect(file.get()) != 0) return;
  std::vector<char> buffer(1U << 18U);
  int count = 0;
  do {
    count = gzread(file.get(), buffer.data(), static_cast<unsigned>(buffer.size()));
  } while (count > 0);
  int number = Z_OK;
  gzerror(file.get(), &number);
  if (count < 0 || (number != Z_OK && number != Z_STREAM_END)) throw_gzip_error(file.get(), path);
}

std::string fingerprint(const std::filesystem::path& path) {
  require_readable_file(path);
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw Error("cannot be read: " + reason(errno)).in(path.string());
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(),
                                                                             &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::vector<char> buffer(1U << 20U);
  ssize_t count = 0;
  while ((count = read(descriptor, buffer.data(), buffer.size())) > 0) {
    XXH3_128bits_update(state.get(), buffer.data(), static_cast<std::size_t>(count));
  }
  const int failure = count < 0 ? errno : 0;
  close(descriptor);
  if (failure != 0) throw Error("cannot be read: " + reason(failure)).in(path.string());
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
  const std::string temporary = path.string() + ".part";
  const int descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) throw Error("cannot be written: " + reason(errno)).in(path.string());
  int failure = 0;
  while (!content.empty() && failure == 0) {
    const ssize_t count = write(descriptor, content.data(), content.size());
    if (count < 0) {
      failure = errno;
    } else {
      content.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  if (close(descriptor) != 0 && failure == 0) failure = errno;
  if (failure == 0 && rename(temporary.c_str(), path.c_str()) != 0) failure = errno;
  if (failure != 0) {
    unlink(temporary.c_str());
    throw Error("cannot be written: " + reason(failure)).in(path.string());
  }
}

}  // namespace outlive
