// Escapes, written out. docs/formats.md describes the forms.
#pragma once

#include <string>
#include <vector>

#include "outlive/escapes.h"

namespace outlive {

std::string escape_json(const EscapeSet& set);
// A row a pair.
std::string escape_csv(const EscapeSet& set);
std::string escape_table(const EscapeSet& set, std::size_t width);

// Plain sentences: what was found, and what has to hold for it.
std::vector<std::string> escape_findings(const EscapeSet& set);
std::vector<std::string> escape_notes(const EscapeSet& set);

}  // namespace outlive
