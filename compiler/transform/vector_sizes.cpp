#include "transform/vector_sizes.h"

#include "ir/build.h"
#include "transform/mentions.h"

#include <algorithm>
#include <set>

namespace retrograd::transform {

using namespace ir;
using analysis::Memory;
using analysis::Object;
using analysis::Objects;

namespace {
bool mayResize(const Function& function, const Variable* parameter, std::set<const Function*>& seen);

bool resizes(const Statement& statement, std::set<const Function*>& seen) {
  if (const auto* node = statement.as<Assign>())
    return isVectorSize(node->target) || node->target.type()->holdsVector();
  const auto* call = statement.as<Call>();
  if (!call) return false;
  if (call->result && !call->declares && call->result->type()->holdsVector()) return true;
  for (std::size_t i = 0; i < call->arguments.size() && i < call->callee->parameters.size(); ++i)
    if (mayResize(*call->callee, call->callee->parameters[i], seen)) return true;
  return false;
}

bool mayResize(const Function& function, const Variable* parameter, std::set<const Function*>& seen) {
  const Type* type = parameter->type;
  if (!type->element || type->constElement || !(type->isReference() || type->isPointer()) ||
      !type->element->holdsVector())
    return false;
  if (!function.hasBody) return true;
  if (!seen.insert(&function).second) return false;
  const Memory memory(function);
  bool found = false;
  for (const analysis::Write& write : memory.writes())
    found |= write.objects.count({parameter, true}) != 0 && resizes(*write.statement, seen);
  return found;
}
}  // namespace

bool mayResize(const Function& function, const Variable* parameter) {
  std::set<const Function*> seen;
  return mayResize(function, parameter, seen);
}

bool resizes(const Statement& statement) {
  std::set<const Function*> seen;
  return resizes(statement, seen);
}

std::map<Object, const Statement*> resizedObjects(const Function&, const Memory& memory) {
  std::map<Object, const Statement*> resized;
  for (const analysis::Write& write : memory.writes())
    if (!write.statement->as<Declare>() && resizes(*write.statement))
      for (const Object& object : write.objects)
        if ((object.pointee ? object.variable->type->element : object.variable->type)->holdsVector())
          resized.emplace(object, write.statement);
  return resized;
}

// ---- names for sizes ---------------------------------------------------------------------------------------------

namespace {
class SizeNames {
public:
  SizeNames(Function& function, TypeTable& types) : function_(function), types_(types), memory_(function) {
    for (const analysis::Write& write : memory_.writes())
      if (write.place && write.place->isVariable()) assigned_.insert(write.place->root);
  }

  void run() {
    const auto resized = resizedObjects(function_, memory_);
    forEachStatement(function_.body, [&](const Statement& statement) {
      const auto* node = statement.as<Declare>();
      if (node && node->variable->type->isVector() && isSized(node->init) && !resized.count({node->variable, false}))
        fixed_.insert(node->variable);
    });
    if (!fixed_.empty()) rewrite(function_.body);
  }

private:
  static bool isSized(const ExpressionPtr& e) {
    return e && e->kind == ExpressionKind::Operation && e->operation == OperationKind::Sized;
  }

  // A number that is the same wherever it is evaluated in the function.
  bool isConstant(const ExpressionPtr& e) const {
    if (e->kind == ExpressionKind::Constant) return true;
    if (e->kind == ExpressionKind::Operation && e->operation == OperationKind::Cast) return isConstant(e->operands[0]);
    return e->kind == ExpressionKind::Read && e->place.isVariable() && memory_.isRegister(e->place.root) &&
           e->place.root->role == VariableRole::Parameter && !assigned_.count(e->place.root);
  }

  // M[i].size is the second of M's extents.
  ExpressionPtr sizeOf(const Expression& e) const {
    if (e.kind != ExpressionKind::Read || !isVectorSize(e.place)) return nullptr;
    const auto known = sizes_.find(e.place.root);
    const std::size_t level = e.place.path.size() - 1;
    if (known == sizes_.end() || level >= known->second.size()) return nullptr;
    for (std::size_t i = 0; i < level; ++i)
      if (e.place.path[i].kind != StepKind::Index) return nullptr;
    return known->second[level];
  }

  ExpressionPtr replaced(const ExpressionPtr& e) const {
    return ir::rewrite(e, [&](const ExpressionPtr& part) { return sizeOf(*part); });
  }

  void name(Declare& declaration, Block& out) {
    Expression made = *declaration.init;
    std::vector<ExpressionPtr>& extents = sizes_[declaration.variable];
    for (ExpressionPtr& extent : made.operands) {
      if (extent->type != types_.sizeType()) extent = operation(OperationKind::Cast, types_.sizeType(), {extent});
      if (!isConstant(extent)) {
        Variable* size = function_.newVariable(declaration.variable->name + "_size", types_.sizeType());
        size->isConst = true;
        out.push_back(declare(size, extent));
        extent = read(size);
      }
      extents.push_back(extent);
    }
    declaration.init = std::make_shared<const Expression>(std::move(made));
  }

  void rewrite(Block& block) {
    Block out;
    for (Statement& statement : block) {
      rewriteOperands(
          statement, [&](const ExpressionPtr& e) { return replaced(e); },
          [&](const Place& p) { return ir::rewrite(p, [&](const ExpressionPtr& e) { return sizeOf(*e); }); });
      if (auto* node = statement.as<Declare>(); node && fixed_.count(node->variable)) name(*node, out);
      forEachNestedBlock(statement, [&](Block& nested) { rewrite(nested); });
      out.push_back(std::move(statement));
    }
    block = std::move(out);
  }

  Function& function_;
  TypeTable& types_;
  Memory memory_;
  std::set<const Variable*> assigned_, fixed_;
  std::map<const Variable*, std::vector<ExpressionPtr>> sizes_;
};

// The vectors in a variable; false if that isn't all that there is to know about its shape.
bool findVectors(const Place& place, std::vector<FinalSize>& found) {
  const Type* type = place.type();
  if (!type->holdsVector() || !type->canBeActive()) return true;
  if (type->isVector()) {
    found.push_back({place, nullptr});
    return !type->element->holdsVector();
  }
  if (type->kind != TypeKind::Record) return false;
  return std::all_of(type->fields.begin(), type->fields.end(),
                     [&](const Field& field) { return findVectors(member(place, field.name), found); });
}

void keepSizesIn(Block& block, Function& function, TypeTable& types, FinalSizes& kept) {
  Block ends;
  for (Statement& statement : block) {
    const auto* declaration = statement.as<Declare>();
    const auto* call = statement.as<Call>();
    Variable* variable = declaration ? declaration->variable : call && call->declares ? call->result->root : nullptr;
    std::vector<FinalSize> vectors;
    if (variable && variable->type->holdsVector() && variable->type->canBeActive() && findVectors(place(variable), vectors)) {
      for (FinalSize& one : vectors) {
        one.size = function.newVariable(variable->name + "_size", types.sizeType());
        ends.push_back(declare(one.size, read(vectorSize(one.vector))));
      }
      kept[variable] = std::move(vectors);
    }
    forEachNestedBlock(statement, [&](Block& nested) { keepSizesIn(nested, function, types, kept); });
  }
  const bool returns = !block.empty() && block.back().as<Return>();
  block.insert(block.end() - (returns ? 1 : 0), ends.begin(), ends.end());
}
}  // namespace

void nameVectorSizes(Function& function, TypeTable& types) { SizeNames(function, types).run(); }

FinalSizes keepFinalSizes(Function& function, TypeTable& types) {
  FinalSizes kept;
  keepSizesIn(function.body, function, types, kept);
  return kept;
}

}  // namespace retrograd::transform
