#include "backend/unit_parts.h"

#include "backend/names.h"
#include "backend/print_expression.h"
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

bool isMemberwise(const Type* type) {
  if (type->isPointer() || type->isReference()) return false;  // it holds none
  if (type->element) return isMemberwise(type->element);
  return type->memberwise || std::any_of(type->fields.begin(), type->fields.end(),
                                         [](const Field& field) { return isMemberwise(field.type); });
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

std::vector<VisitedRecord> visitedRecords(const Unit& unit) {
  std::vector<VisitedRecord> records;
  std::set<const Type*> seen;
  auto add = [&](const Type* type) {
    forEachRecord(type, seen, [&](const Type* record) {
      if (!record->generated && !record->library) records.push_back({record, {}});
    });
  };
  for (const Glue& one : unit.glue) {
    for (const Variable* parameter : one.primal->parameters) add(parameter->type);
    add(one.primal->result);
  }
  for (const Function* function : unit.functions)
    for (const Variable& variable : function->variables)
      if (variable.type->holdsVector() || isMemberwise(variable.type)) add(variable.type);
  return records;
}

std::vector<Accessor> accessors(const Unit& unit) {
  std::vector<Accessor> result;
  std::set<const Type*> seen;
  auto add = [&](const Type* type) {
    for (const Field& field : type->fields)
      if (field.access == Access::Private && !unit.known.count(accessorKey(field.name, type->spelling)))
        result.push_back({type, &field});
  };
  for (const Function* function : unit.functions)
    for (const Variable& variable : function->variables) forEachRecord(variable.type, seen, add);
  for (const VisitedRecord& record : unit.visited) forEachRecord(record.type, seen, add);
  return result;
}

// The type's argument of an explicit instantiation may name what isn't public, and a friend may use it.
std::string printAccessor(const Accessor& accessor) {
  const std::string name = accessorName(accessor.field->name);
  const std::string& record = accessor.record->spelling;
  std::string declarations, friends;
  for (const bool constant : {false, true}) {
    Type reference;
    reference.kind = TypeKind::Reference;
    reference.element = accessor.field->type;
    reference.constElement = constant;
    const std::string head = declarator(&reference, name + "(" + (constant ? "const " : "") + record + "& object)");
    declarations += "RETROGRAD_GENERATED " + head + ";\n";
    friends += "  friend " + head + " { return object.*member; }\n";
  }
  const std::string opener = "Open_" + identifier(record) + "_" + accessor.field->name;
  return declarations + "template <auto member> struct " + opener + " {\n" + friends + "};\ntemplate struct " + opener +
         "<&" + record + "::" + accessor.field->name + ">;\n";
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
    const std::string passive = field.passive && field.type->canBeActive() ? ", retrograd::detail::Passive()" : "";
    members += "  visit(\"" + field.name + "\", " + memberOf("record", field) + passive + ");\n";
  }
  const std::string unused = members.empty() ? "[[maybe_unused]] " : "";
  // No const S&: what converts to S, like a number to a class with a constructor from one, would be visited as an S.
  return "template <class Visitor>\nvoid retrograd_visit(" + unused + record.spelling + "& record, " + unused +
         "Visitor&& visit) {\n" + members + "}\n";
}

}  // namespace retrograd::backend
