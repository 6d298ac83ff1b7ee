#include "transform/record_arrays.h"

#include "backend/names.h"
#include "backend/usage.h"
#include "ir/build.h"
#include "ir/tape_arrays.h"
#include "transform/algebra.h"
#include "transform/mentions.h"

#include <algorithm>
#include <map>
#include <set>

namespace retrograd::transform {

using namespace ir;

namespace {

// Arrays on the tape are of plain values.
bool isPlain(const Type* type) {
  if (type->kind == TypeKind::Array) return isPlain(type->element);
  return type->kind != TypeKind::Opaque && !type->isVector() &&
         std::all_of(type->fields.begin(), type->fields.end(), [](const Field& field) { return isPlain(field.type); });
}

// A loop and what it pushes or pops once per iteration.
struct Site {
  Loop* loop = nullptr;
  Variable *record = nullptr, *tape = nullptr;
  ExpressionPtr count, index;    // iterations; the number of this one in the forward sweep's order
  const Block* block = nullptr;  // where the loop stands
  bool isInnermost = true;       // nothing else in it goes on the tape
  Variable* first = nullptr;     // where the counter begins, if the loop changes what that was computed from
};

// Both loops over one kind of record.
struct Pair {
  Site forward, reverse;
  unsigned others = 0;  // other places that push or pop it
  std::map<std::string, Variable*> arrays;

  // The reverse sweep sees the forward sweep's variables.
  bool sharesBlock() const { return forward.block == reverse.block; }
  bool isPossible() const {
    return !others && forward.count && reverse.count && (sharesBlock() || (forward.isInnermost && reverse.isInnermost));
  }
};

class RecordArrays {
public:
  RecordArrays(Module& module, Function& function) : module_(module), function_(function) {}

  void run(const std::vector<Block*>& sweeps) {
    for (Block* sweep : sweeps) forEachStatement(*sweep, [&](const Statement& statement) { noteAddresses(statement); });
    for (Block* sweep : sweeps) findIn(*sweep, sweep);
    std::erase_if(pairs_, [](const auto& entry) { return !entry.second.isPossible(); });
    if (pairs_.empty()) return;
    for (Block* sweep : sweeps) change(*sweep);
  }

private:
  void noteAddresses(const Statement& statement) {
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::AddressOf) addressTaken_.insert(e.place.root);
      });
    });
  }

  // Is it the same in each iteration as it was before the loop?
  bool isFixed(const ExpressionPtr& begin, const Block& body) const {
    bool result = true;
    forEachExpression(begin, [&](const Expression& e) {
      if (e.kind != ExpressionKind::Read) return;
      const Variable* variable = e.place.root;
      result &= e.place.isVariable() && variable->role != VariableRole::Global && !variable->type->isReference() &&
                !addressTaken_.count(variable) && !backend::storesInto(body, variable);
    });
    return result;
  }

  // `place`: the block that the reader sees (a scope that marks a loop is none).
  void findIn(Block& block, const Block* place) {
    for (Statement& statement : block) {
      if (const auto* node = statement.as<TapeOperation>()) ++pairs_[node->variable->type].others;
      if (auto* loop = statement.as<Loop>()) noteLoop(*loop, place);
      const bool isMark = statement.as<Scope>() && statement.as<Scope>()->adjointSums;
      forEachNestedBlock(statement, [&](Block& nested) { findIn(nested, isMark ? place : &nested); });
    }
  }

  void noteLoop(Loop& loop, const Block* place) {
    unsigned uses = 0, own = 0;
    const TapeOperation* only = nullptr;
    for (const Statement& statement : loop.body)
      if (const auto* node = statement.as<TapeOperation>()) {
        only = node;
        ++own;
      }
    forEachStatement(loop.body, [&](const Statement& statement) {
      uses += statement.as<TapeOperation>() != nullptr;
      if (const auto* call = statement.as<Call>())
        for (const Argument& argument : call->arguments)
          uses += argument.reference && isTape(*argument.reference->root);
    });
    if (own != 1 || !isPlain(only->variable->type)) return;
    const bool isForward = only->kind == TapeOperation::Push;
    Site site{&loop, only->variable, only->tape, {}, {}, place, uses == 1};
    if (!(isForward ? countForward(site) : countReverse(site))) return;
    Pair& pair = pairs_[only->variable->type];
    Site& slot = isForward ? pair.forward : pair.reverse;
    if (slot.loop) return;
    slot = site;
    --pair.others;
  }

  ExpressionPtr wide(const ExpressionPtr& e) const {
    const bool isPlain =
        e->kind == ExpressionKind::Constant && e->text.find_first_not_of("0123456789") == std::string::npos;
    return isPlain ? constant(e->text, module_.types.longType()) : convert(e, module_.types.longType());
  }
  ExpressionPtr difference(const ExpressionPtr& a, const ExpressionPtr& b) const {
    return isLiteral(b, 0) ? a : subtract(wide(a), wide(b));
  }
  ExpressionPtr oneMore(const ExpressionPtr& e) const {
    const bool isLess =
        e->kind == ExpressionKind::Operation && e->operation == OperationKind::Subtract && isLiteral(e->operands[1], 1);
    return isLess ? e->operands[0] : add(e, literal(1, e->type));
  }

  bool countForward(Site& site) {
    const Loop& loop = *site.loop;
    const bool up = loop.relation == OperationKind::Less || loop.relation == OperationKind::LessEqual;
    const bool open = loop.relation == OperationKind::Less || loop.relation == OperationKind::Greater;
    if (loop.counter->type->kind != TypeKind::Integer || !isLiteral(loop.step, up ? 1 : -1)) return false;
    const ExpressionPtr counter = read(loop.counter);
    if (!isFixed(loop.begin, loop.body)) site.first = function_.newVariable("first", loop.counter->type);
    const ExpressionPtr first = site.first ? read(site.first) : loop.begin;
    site.index = up ? difference(counter, first) : difference(first, counter);
    const ExpressionPtr distance = wide(up ? difference(loop.end, loop.begin) : difference(loop.begin, loop.end));
    site.count = open ? distance : oneMore(distance);
    return true;
  }

  // Made by reverseLoop: it ends where the forward loop began.
  bool countReverse(Site& site) const {
    const Loop& loop = *site.loop;
    const bool down = loop.relation == OperationKind::GreaterEqual;
    if (!down && loop.relation != OperationKind::LessEqual) return false;
    if (loop.counter->type->kind != TypeKind::Integer || !isLiteral(loop.step, down ? -1 : 1)) return false;
    const ExpressionPtr counter = read(loop.counter);
    site.index = down ? difference(counter, loop.end) : difference(loop.end, counter);
    site.count = wide(oneMore(down ? difference(loop.begin, loop.end) : difference(loop.end, loop.begin)));
    return true;
  }

  void change(Block& block) {
    Block out;
    for (Statement& statement : block) {
      Block behind;
      // Inner loops first: what stands in a block moves when it changes.
      forEachNestedBlock(statement, [&](Block& nested) { change(nested); });
      if (auto* loop = statement.as<Loop>())
        for (auto& [type, pair] : pairs_)
          for (Site* site : {&pair.forward, &pair.reverse})
            if (site->loop == loop) useArrays(*site, pair, out, behind);
      out.push_back(std::move(statement));
      out.insert(out.end(), behind.begin(), behind.end());
    }
    block = std::move(out);
  }

  // The call that reserves or releases an array, for a record's field or the whole record.
  Statement call(const Site& site, const Type* element, Variable* array, bool reserves) {
    Call call;
    call.callee = tapeArrayFunction(module_, element, reserves);
    call.arguments = {{nullptr, place(site.tape)}, {site.count, std::nullopt}};
    if (array) call.result = place(array);
    call.declares = array != nullptr;
    return {std::move(call), {}};
  }

  void useArrays(Site& site, Pair& pair, Block& before, Block& behind) {
    Variable* record = site.record;
    const bool isForward = &site == &pair.forward, shares = pair.sharesBlock();
    if (site.first) before.push_back(declare(site.first, convert(site.loop->begin, site.first->type)));
    const auto& members = record->type->fields;
    const bool whole = std::any_of(members.begin(), members.end(), [](const Field& field) {
      return !field.type->isScalar() && !field.type->isPointer();
    });
    std::vector<Field> fields = members;
    if (whole) fields = {{"", record->type, false}};
    if (!isForward) std::reverse(fields.begin(), fields.end());
    for (const Field& field : fields) {
      const std::string name = whole ? record->base + "s" : backend::savedName(field.name);
      if (isForward || !shares)
        pair.arrays[field.name] = function_.newVariable(name, module_.types.pointerTo(field.type));
      if (!isForward && shares)
        behind.push_back(call(site, field.type, nullptr, false));
      else
        before.push_back(call(site, field.type, pair.arrays[field.name], isForward));
    }
    const auto arrays = pair.arrays;
    std::erase_if(site.loop->body, [&](const Statement& statement) {
      const auto* declared = statement.as<Declare>();
      return statement.as<TapeOperation>() || (declared && declared->variable == record);
    });
    auto moved = [&](const Place& old) {
      if (old.root != record) return old;
      Variable* pointer = arrays.at(whole ? "" : old.path[0].field);
      Place result = element(place(pointer), site.index);
      result.path.insert(result.path.end(), old.path.begin() + (whole ? 0 : 1), old.path.end());
      return result;
    };
    replace(site.loop->body, moved);
  }

  static void replace(Block& block, const std::function<Place(const Place&)>& moved) {
    auto inExpression = [&](const ExpressionPtr& x) -> ExpressionPtr {
      if (!x->place.root) return nullptr;
      Expression copy = *x;
      copy.place = moved(x->place);
      return std::make_shared<const Expression>(std::move(copy));
    };
    for (Statement& statement : block) {
      rewriteOperands(
          statement, [&](const ExpressionPtr& e) { return rewrite(e, inExpression); },
          [&](const Place& place) { return moved(rewrite(place, inExpression)); });
      forEachNestedBlock(statement, [&](Block& nested) { replace(nested, moved); });
    }
  }

  Module& module_;
  Function& function_;
  std::map<const Type*, Pair> pairs_;
  std::set<const Variable*> addressTaken_;
};

}  // namespace

void recordsToArrays(Module& module, Function& function, const std::vector<Block*>& sweeps) {
  RecordArrays(module, function).run(sweeps);
}

}  // namespace retrograd::transform
