#include "backend/unit_parts.h"

#include "backend/print_type.h"

#include <algorithm>
#include <functional>
#include <set>

namespace retrograd::backend {

using namespace ir;

namespace {

// Calls `visit` on every record in the type, members first.
void forEachRecord(const Type* type, std::set<const Type*>& seen, const std::function<void(const Type*)>& visit) {
  while (type->element) type = type->element;
  if (type->kind != TypeKind::Record || !seen.insert(type).second) return;
  for (const Field& field : type->fields) forEachRecord(field.type, seen, visit);
  visit(type);
}

}  // namespace

std::vector<GeneratedRecord> generatedRecords(const Unit& unit) {
  std::vector<GeneratedRecord> records;
  std::set<const Type*> seen;
  for (const Function* function : unit.functions) {
    // What a record holds depends on the whole unit: others may have another one of this name.
    std::vector<std::string> scope = function->scope;
    if (std::find(scope.begin(), scope.end(), "") == scope.end()) scope.push_back("");
    for (const Variable& variable : function->variables)
      forEachRecord(variable.type, seen, [&](const Type* type) {
        if (type->generated) records.push_back({type, scope});
      });
  }
  return records;
}

std::vector<VisitedRecord> signatureRecords(const std::vector<Glue>& glue) {
  std::vector<VisitedRecord> records;
  std::set<const Type*> seen;
  auto add = [&](const Type* type) {
    forEachRecord(type, seen, [&](const Type* record) {
      if (!record->generated) records.push_back({record, {}});
    });
  };
  for (const Glue& one : glue) {
    for (const Variable* parameter : one.primal->parameters) add(parameter->type);
    add(one.primal->result);
  }
  return records;
}

std::string printRecord(const Type& record) {
  std::string text = "struct " + unqualified(record.spelling) + " {\n";
  for (const Field& field : record.fields) text += "  " + declarator(field.type, field.name) + ";\n";
  return text + "};\n";
}

std::string printVisit(const Type& record) {
  std::string members;
  for (const Field& field : record.fields) {
    // What a passive pointer leads to is nobody's derivative.
    if (field.type->isPointer() && (field.passive || !field.type->canBeActive())) continue;
    members += "  visit(\"" + field.name + "\", record." + field.name + ");\n";
  }
  std::string text;
  for (const char* constness : {"", "const "}) {
    const std::string unused = members.empty() ? "[[maybe_unused]] " : "";
    text += std::string(text.empty() ? "" : "\n") + "template <class Visitor>\nvoid retrograd_visit(" + unused +
            constness + record.spelling + "& record, " + unused + "Visitor&& visit) {\n" + members + "}\n";
  }
  return text;
}

}  // namespace retrograd::backend
