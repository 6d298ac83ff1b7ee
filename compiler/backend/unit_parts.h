// Parts of a unit that are types: the structs that we define, and visits of the user's.
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

std::string printRecord(const ir::Type& record);
std::string printVisit(const ir::Type& record);

}  // namespace retrograd::backend
