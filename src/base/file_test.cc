#include "base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <fstream>
#include <sstream>

#include "outlive/error.h"

namespace outlive {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string gzip(const std::string& text) {
  z_stream stream{};
  constexpr int gzip_format = 16 + MAX_WBITS;
  deflateInit2(&stream, 6, Z_DEFLATED, gzip_format, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<unsigned>(text.size());
  stream.next_out = reinterpret_cast<unsigned char*>(packed.data());
  stream.avail_out = static_cast<unsigned>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

class File : public ::testing::Test {
 protected:
  File() {
    std::string name = (fs::temp_directory_path() / "outlive-file-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~File() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
  static std::string content(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
  static std::string unpacked(const fs::path& path) {
    UnpackedFile file(path);
    std::string text;
    std::string piece(7, '\0');
    while (const std::size_t count = file.read(piece.data(), piece.size()))
      text += piece.substr(0, count);
    return text;
  }
  template <typename Action>
  static std::string refusal(Action action) {
    try {
      action();
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was refused";
  }

  fs::path folder_;
};

TEST_F(File, IsReadAsItIsOrUnpackedWhateverItsName) {
  const std::string text = "twelve bytes, and a few more of them";
  EXPECT_EQ(unpacked(write("plain.gz", text)), text);
  EXPECT_EQ(unpacked(write("packed.csv", gzip(text))), text);
  EXPECT_EQ(unpacked(write("parts.gz", gzip("twelve ") + gzip("") + gzip("bytes"))),
            "twelve bytes");
  EXPECT_EQ(read_head(write("packed.csv", gzip(text)), 6), "twelve");
}

TEST_F(File, CutOffOrBrokenGzipIsRefused) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += std::to_string(i * 7919);
  const std::string whole = gzip(text);
  for (const std::size_t kept :
       {std::size_t{2}, std::size_t{9}, whole.size() / 2, whole.size() - 1}) {
    const fs::path path = write("cut.gz", whole.substr(0, kept));
    EXPECT_EQ(refusal([&] { unpacked(path); }),
              path.string() + ": the gzip compression is cut off; fetch the file again");
  }
  std::string wrong_sum = whole;
  wrong_sum[whole.size() - 6] ^= 1;
  EXPECT_THAT(refusal([&] { unpacked(write("sum.gz", wrong_sum)); }),
              HasSubstr("compression is broken"));
  EXPECT_THAT(refusal([&] { unpacked(write("tail.gz", whole + "tail")); }),
              HasSubstr("something that is no gzip follows"));
}

TEST_F(File, WhatIsNoFileToReadIsRefused) {
  const auto why = [&](const fs::path& path) {
    return refusal([&] { require_readable_file(path); });
  };
  EXPECT_THAT(why(folder_ / "none"), HasSubstr("none: there is no such file"));
  EXPECT_THAT(why(folder_), HasSubstr("is a directory, not a file"));
  EXPECT_THAT(why(write("empty", "")), HasSubstr("the file is empty"));
  EXPECT_THAT(why(write("file", "x") / "below"), HasSubstr("there is no such file"));
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(why(pipe), HasSubstr("is a pipe or a device, not a file"));
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything: permissions are not tested";
  const fs::path closed = write("closed", "x");
  fs::permissions(closed, fs::perms::none);
  EXPECT_THAT(why(closed), HasSubstr("cannot be read: Permission denied"));
}

TEST_F(File, PlainFileHasNoCompressionAndNoByteOrderMark) {
  const fs::path plain = write("plain", "text");
  EXPECT_EQ(PlainFile(plain).path(), plain);
  fs::path copy;
  {
    const PlainFile unpacked_file(write("packed", gzip("\xef\xbb\xbftext")));
    copy = unpacked_file.path();
    EXPECT_EQ(content(copy), "text");
  }
  EXPECT_FALSE(fs::exists(copy));
}

TEST_F(File, FingerprintFollowsTheContentAndNotTheName) {
  // XXH3, 128 bits, of "abc", from the xxhsum program: xxh128sum.
  EXPECT_EQ(fingerprint(write("a", "abc")), "06b05ab6733a618578af5f94892f3950");
  EXPECT_EQ(fingerprint(write("b", "abc")), fingerprint(folder_ / "a"));
  EXPECT_NE(fingerprint(write("b", "abd")), fingerprint(folder_ / "a"));
}

TEST_F(File, WritingReplacesTheWholeFileOrNothing) {
  const fs::path path = write("out", "old");
  write_file(path, "new");
  EXPECT_EQ(content(path), "new");
  EXPECT_THAT(refusal([&] { write_file(folder_ / "no" / "out", "x"); }),
              HasSubstr("cannot be written: No such file"));
  EXPECT_THAT(refusal([&] { write_file(folder_, "x"); }), HasSubstr("it is a directory"));
  EXPECT_THAT(refusal([&] { write_file("/dev/full", "x"); }),
              HasSubstr("/dev/full: cannot be written: No space left"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(File, WritingThroughALinkKeepsTheLink) {
  const fs::path path = write("out", "old");
  fs::create_symlink(path, folder_ / "link");
  write_file(folder_ / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(content(path), "new");
}

}  // namespace
}  // namespace outlive
