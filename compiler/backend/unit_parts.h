// Parts of a unit: the structs that we define, visits of the user's, declarations.
#pragma once

#include "backend/backend.h"

namespace retrograd::backend {

struct GeneratedRecord {
  const ir::Type* type = nullptr;
  std::vector<std::string> scope;
};
// The tape records that the unit's functions use, members before what holds them. Each lies in the scope of the first
// function that uses it; those of internal functions in an anonymous namespace, or two units' could be merged.
std::vector<GeneratedRecord> generatedRecords(const Unit& unit);

// The members that aren't public of every record that the unit mentions, and the functions that reach them.
struct Accessor {
  const ir::Type* record = nullptr;
  const ir::Field* field = nullptr;
};
std::vector<Accessor> accessors(const Unit& unit);
std::string printAccessor(const Accessor& accessor);

std::string printRecord(const ir::Type& record);
std::string printVisit(const ir::Type& record);
// With the mark by which the compiler recognizes, in a header, what it wrote earlier.
std::string printMarkedDeclaration(const ir::Function& function);

}  // namespace retrograd::backend
