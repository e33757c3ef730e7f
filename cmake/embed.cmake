# outlive_embed(TARGET SYMBOL FILE...): puts files into the program as they are.
#
# Gives `std::string_view outlive::embedded::SYMBOL(std::string_view name)`, which returns the bytes
# of the file with that name (its last path component), or an empty view; and
# `std::vector<std::string_view> outlive::embedded::SYMBOL_names()`, in the order given here.
# The assembler's .incbin takes the bytes, so that nothing is generated but a few lines a file.
function(outlive_embed target symbol)
  set(assembly ".section .rodata\n")
  set(declarations "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    cmake_path(GET file FILENAME name)
    set(id "outlive_${symbol}_${index}")
    string(APPEND assembly ".global ${id}, ${id}_end\n.balign 16\n${id}: .incbin \"${file}\"\n${id}_end: .byte 0\n")
    string(APPEND declarations "extern const char ${id}[];\nextern const char ${id}_end[];\n")
    string(APPEND rows "      {\"${name}\", {${id}, static_cast<std::size_t>(${id}_end - ${id})}},\n")
    list(APPEND inputs ${file})
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND assembly ".section .note.GNU-stack,\"\",@progbits\n")
  set(base ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol})
  file(CONFIGURE OUTPUT ${base}.s CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${base}.cc CONTENT
"#include <array>
#include <string_view>
#include <utility>
#include <vector>

extern \"C\" {
${declarations}}

namespace outlive::embedded {
namespace {
using File = std::pair<std::string_view, std::string_view>;
const std::array<File, ${index}>& files() {
  static const std::array<File, ${index}> all = {{
${rows}  }};
  return all;
}
}  // namespace

std::string_view ${symbol}(std::string_view name);
std::string_view ${symbol}(std::string_view name) {
  for (const auto& [file, bytes] : files()) {
    if (file == name) return bytes;
  }
  return {};
}

std::vector<std::string_view> ${symbol}_names();
std::vector<std::string_view> ${symbol}_names() {
  std::vector<std::string_view> names;
  for (const auto& [file, bytes] : files()) names.push_back(file);
  return names;
}
}  // namespace outlive::embedded
" @ONLY)
  set_source_files_properties(${base}.s PROPERTIES LANGUAGE CXX COMPILE_OPTIONS "-xassembler"
                              OBJECT_DEPENDS "${inputs}")
  target_sources(${target} PRIVATE ${base}.s ${base}.cc)
endfunction()
