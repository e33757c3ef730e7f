// Text for a terminal.
#pragma once

#include <cstddef>
#include <string>

namespace outlive {

// `text` cut or filled to `width` columns; what is cut ends in an ellipsis.
std::string fit(const std::string& text, std::size_t width);

// `text` in lines of at most `width` columns, the last one ended too.
std::string wrap(const std::string& text, std::size_t width);

}  // namespace outlive
