#include "transform/sums.h"

#include "analysis/memory.h"
#include "ir/build.h"
#include "transform/algebra.h"
#include "transform/mentions.h"
#include "transform/merge_sums.h"
#include "transform/nests.h"
#include "transform/order_free.h"
#include "transform/split_sums.h"

#include <algorithm>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {

// ---- the arrangement -----------------------------------------------------------------------------------------

class Sums {
public:
  Sums(Function& function, TypeTable& types) : function_(function), types_(types), memory_(function) {}

  void dissolveMarks(Block& block) {
    Block out;
    for (Statement& statement : block) {
      auto* scope = statement.as<Scope>();
      if (scope && scope->adjointSums) {
        countUpwards(scope->body);
        arrange(scope->body);
        for (Statement& inner : scope->body) out.push_back(std::move(inner));
      } else {
        forEachNestedBlock(statement, [&](Block& nested) { dissolveMarks(nested); });
        out.push_back(std::move(statement));
      }
    }
    block = std::move(out);
  }

private:
  // Where an unsigned counter was replaced by a signed one to count down, it counts up itself if the order is free.
  void countUpwards(Block& block) {
    for (Statement& statement : block) {
      forEachNestedBlock(statement, [&](Block& nested) { countUpwards(nested); });
      auto* loop = statement.as<Loop>();
      std::optional<Loop> upwards = loop ? withOwnCounter(*loop) : std::nullopt;
      if (upwards && isOrderFree(*upwards, memory_)) *loop = std::move(*upwards);
    }
  }

  // for (long k = long(end) - 1; k >= long(begin); --k) {const T i = T(k); …}   =>   for (T i = begin; i < end; ++i)
  // {…}
  static std::optional<Loop> withOwnCounter(const Loop& loop) {
    const auto* name = loop.body.empty() ? nullptr : loop.body[0].as<Declare>();
    if (!name || loop.relation != OperationKind::GreaterEqual || !isLiteral(loop.step, -1)) return std::nullopt;
    const Type* type = name->variable->type;
    const bool isCounter = name->init && name->variable->isConst && type->kind == TypeKind::Integer &&
                           name->init->kind == ExpressionKind::Operation &&
                           name->init->operation == OperationKind::Cast &&
                           sameExpression(*name->init->operands[0], *read(loop.counter));
    if (!isCounter) return std::nullopt;
    // The bound as the counter's type has it; none where that may be another number: -1 is none without a sign.
    const auto own = [&](const ExpressionPtr& bound, int more) -> ExpressionPtr {
      if (const auto number = integerLiteral(*bound))
        return *number + more < 0 ? nullptr : literal(static_cast<double>(*number + more), type);
      const bool isCast = bound->kind == ExpressionKind::Operation && bound->operation == OperationKind::Cast;
      return isCast && bound->operands[0]->type == type && more == 0 ? bound->operands[0] : nullptr;
    };
    const ExpressionPtr& last = loop.begin;
    const bool isNumber = integerLiteral(*last).has_value();
    const bool oneLess = isNumber || (last->kind == ExpressionKind::Operation &&
                                      last->operation == OperationKind::Subtract && isLiteral(last->operands[1], 1));
    const ExpressionPtr begin = own(loop.end, 0);
    const ExpressionPtr end = isNumber ? own(last, 1) : own(oneLess ? last->operands[0] : last, 0);
    if (!begin || !end) return std::nullopt;
    Loop upwards = {name->variable,
                    begin,
                    end,
                    literal(1, type),
                    oneLess ? OperationKind::Less : OperationKind::LessEqual,
                    loop.body};
    upwards.body.erase(upwards.body.begin());
    for (const Statement& statement : upwards.body)
      if (mentionsAnywhere(statement, loop.counter)) return std::nullopt;
    upwards.counter->isConst = false;
    return upwards;
  }

  void arrange(Block& block) {
    Block out;
    for (Statement& statement : inGoodOrder(block)) {
      auto* loop = statement.as<Loop>();
      Block behind, pieces;
      if (loop) {
        sumInRegisters(*loop, out, behind);
        if (isOrderFree(*loop, memory_)) {
          runUpwards(*loop);
          if (auto split = splitByDistance(function_, types_, *loop, memory_)) pieces = std::move(*split);
        }
      }
      if (pieces.empty()) pieces.push_back(std::move(statement));
      for (Statement& piece : pieces) {
        forEachNestedBlock(piece, [&](Block& nested) { arrange(nested); });
        if (auto* one = piece.as<Loop>(); one && isInnermost(one->body)) {
          mergeSums(function_, one->body, memory_);
          gatherSums(*one);
        }
        out.push_back(std::move(piece));
      }
      out.insert(out.end(), behind.begin(), behind.end());
    }
    block = std::move(out);
  }

  Block inGoodOrder(Block& block) {
    Block out;
    for (Statement& statement : block) {
      const auto* loop = statement.as<Loop>();
      std::optional<Block> nest;
      if (loop && isOrderFree(*loop, memory_)) nest = orderNest(function_, *loop, memory_);
      if (!nest) nest = Block{std::move(statement)};
      for (Statement& part : *nest) out.push_back(std::move(part));
    }
    return out;
  }

  // for (k …) x_bar[0] += e;   =>   double sum = 0; for (k …) sum += e; if (sum != 0) x_bar[0] += sum;
  void sumInRegisters(Loop& loop, Block& before, Block& behind) {
    const Accesses body(loop.body, memory_);
    if (body.hasEffects() && callsIn(loop.body)) return;
    std::vector<std::pair<Place, Variable*>> sums;
    for (const Access& access : body.all()) {
      const Place& place = access.place;
      if (access.kind != Access::Add || !place.type()->isFloat() || access.objects.empty()) continue;
      if (place.isVariable() && memory_.isRegister(place.root)) continue;
      if (place.root == loop.counter || !body.isFixed(place) || !mentionsNot(place, loop.counter)) continue;
      if (!body.onlyAdds(access.objects)) continue;
      const bool known =
          std::any_of(sums.begin(), sums.end(), [&](const auto& s) { return samePlace(s.first, place); });
      if (!known) sums.emplace_back(place, function_.newVariable(place.root->base + "_sum", place.type()));
    }
    for (const auto& [place, sum] : sums) {
      replace(loop.body, place, sum);
      before.push_back(declareZero(sum));
      behind.push_back(addedTo(place, sum));
    }
  }

  static bool callsIn(const Block& body) {
    bool calls = false;
    forEachStatement(body, [&](const Statement& s) { calls |= s.as<Call>() || s.as<Verbatim>(); });
    return calls;
  }

  static bool mentionsNot(const Place& place, const Variable* counter) {
    bool found = false;
    for (const Step& step : place.path)
      forEachExpression(step.index, [&](const Expression& e) { found |= e.place.root == counter; });
    return !found;
  }

  static void replace(Block& block, const Place& place, Variable* sum) {
    forEachStatement(block, [&](Statement& statement) {
      auto* node = statement.as<Assign>();
      if (node && node->accumulate && samePlace(node->target, place)) node->target = ir::place(sum);
    });
  }

  // A loop that doesn't run may not touch memory, which needn't be there.
  Statement addedTo(const Place& place, Variable* sum) {
    Statement addition = accumulate(place, read(sum));
    if (!crossesPointer(place) && place.isVariable()) return addition;
    Branch branch;
    branch.condition = operation(OperationKind::NotEqual, types_.boolType(), {read(sum), literal(0, sum->type)});
    branch.then.push_back(std::move(addition));
    return {std::move(branch), {}};
  }

  // for (i = n - 1; i >= 0; --i)   =>   for (i = 0; i < n; ++i)
  static void runUpwards(Loop& loop) {
    if (loop.relation != OperationKind::GreaterEqual || !isLiteral(loop.step, -1)) return;
    if (loop.counter->type->kind != TypeKind::Integer || !loop.counter->type->isSigned) return;
    const ExpressionPtr last = loop.begin;
    loop.begin = loop.end;
    loop.step = literal(1, loop.counter->type);
    const bool oneLess = last->kind == ExpressionKind::Operation && last->operation == OperationKind::Subtract &&
                         isLiteral(last->operands[1], 1);
    loop.end = oneLess ? last->operands[0] : last;
    loop.relation = oneLess ? OperationKind::Less : OperationKind::LessEqual;
    if (!oneLess && last->kind == ExpressionKind::Constant) {
      loop.end = add(last, literal(1, loop.counter->type));
      loop.relation = OperationKind::Less;
    }
  }

  // ---- the block of sums: products and quotients of named values; what is computed again for them stays outside

  static bool isProduct(const ExpressionPtr& e) {
    if (e->kind != ExpressionKind::Operation) return e->kind != ExpressionKind::AddressOf;
    switch (e->operation) {
    case OperationKind::Negate:
    case OperationKind::Cast:
    case OperationKind::Multiply:
    case OperationKind::StrongMultiply:
    case OperationKind::Divide:
    case OperationKind::Select:  // the protection of a quotient
    case OperationKind::Equal:
      return std::all_of(e->operands.begin(), e->operands.end(), [](const auto& o) { return isProduct(o); });
    default: return false;
    }
  }

  // Names the factors that are more than a product.
  ExpressionPtr product(const ExpressionPtr& e, Block& before) {
    if (isProduct(e)) return e;
    const bool descends = e->kind == ExpressionKind::Operation &&
                          (e->operation == OperationKind::Negate || e->operation == OperationKind::Multiply ||
                           e->operation == OperationKind::StrongMultiply);
    if (!descends) {
      Variable* name = function_.newVariable("partial", e->type);
      name->isConst = true;
      before.push_back(declare(name, e));
      return read(name);
    }
    Expression copy = *e;
    for (ExpressionPtr& operand : copy.operands) operand = product(operand, before);
    return std::make_shared<const Expression>(std::move(copy));
  }

  // Only where something is added to the same place in each iteration: there the order stands in the way.
  bool reduces(const Loop& loop) const {
    const Accesses whole(loop.body, memory_);
    return std::any_of(whole.all().begin(), whole.all().end(), [&](const Access& a) {
      if (a.kind != Access::Add || !a.place.type()->isFloat()) return false;
      return a.place.isVariable() ? !whole.declares(a.place.root)
                                  : whole.isFixed(a.place) && mentionsNot(a.place, loop.counter);
    });
  }

  void gatherSums(Loop& loop) {
    if (!reduces(loop)) return;
    Block& body = loop.body;
    Block all;
    if (gatherAll(body, all))
      body = std::move(all);
    else
      gatherLast(body);
  }

  // Everything from the first sum on is products; what they need of the primal is named before.
  bool gatherAll(const Block& body, Block& out) {
    Block products;
    for (const Statement& statement : body) {
      Block names;
      if (isAdjoint(statement)) {
        Statement copy = statement;
        ExpressionPtr& value = copy.as<Declare>() ? copy.as<Declare>()->init : copy.as<Assign>()->value;
        if (value) value = product(value, names);
        if (dependsOn(names, products, false)) return false;
        out.insert(out.end(), names.begin(), names.end());
        products.push_back(std::move(copy));
      } else {
        if (dependsOn({statement}, products, false)) return false;
        out.push_back(statement);
      }
    }
    if (!products.empty()) out.push_back({Scope{std::move(products), true}, {}});
    return true;
  }

  // Sets or declares an adjoint (it isn't named for good, as what is computed again is), or adds to one.
  static bool isAdjoint(const Statement& statement) {
    const auto* declared = statement.as<Declare>();
    if (declared) return declared->variable->type->isFloat() && isAdjointName(declared->variable->base);
    const auto* node = statement.as<Assign>();
    return node && node->target.type()->isFloat();
  }

  // The sums at the end of the iteration.
  void gatherLast(Block& body) {
    Block out, sums;
    auto flush = [&] {
      if (!sums.empty()) out.push_back({Scope{std::move(sums), true}, {}});
      sums.clear();
    };
    const Accesses whole(body, memory_);
    for (Statement& statement : body) {
      const auto* node = statement.as<Assign>();
      const bool isSum = node && node->accumulate && node->target.type()->isFloat() &&
                         (!whole.declares(node->target.root) || crossesPointer(node->target));
      if (isSum) {
        Block names;
        Statement sum = accumulate(node->target, product(node->value, names));
        sum.location = statement.location;
        names.push_back(sum);
        if (dependsOn(names, sums, true)) flush();
        names.pop_back();
        for (Statement& name : names) out.push_back(std::move(name));
        sums.push_back(std::move(sum));
      } else {
        if (dependsOn({statement}, sums, false)) flush();
        out.push_back(std::move(statement));
      }
    }
    flush();
    body = std::move(out);
  }

  // May the statements not be moved in front of the sums? Of two sums the second may (`isSum`).
  bool dependsOn(const Block& statements, const Block& sums, bool isSum) const {
    if (sums.empty()) return false;
    const Accesses first(sums, memory_), second(statements, memory_);
    if (second.hasEffects()) return true;
    bool usesName = false;
    forEachStatement(statements, [&](const Statement& s) {
      forEachMention(s, [&](const Variable* v) { usesName |= first.declares(v); });
    });
    if (usesName) return true;
    for (const Access& a : first.all())
      for (const Access& b : second.all()) {
        const bool adds = isSum && a.kind == Access::Add && b.kind == Access::Add;
        if ((a.kind != Access::Read || b.kind != Access::Read) && !adds && mayMeet(a.objects, b.objects)) return true;
      }
    return false;
  }

  Function& function_;
  TypeTable& types_;
  Memory memory_;
};

}  // namespace

void arrangeSums(Function& function, TypeTable& types) { Sums(function, types).dissolveMarks(function.body); }

}  // namespace retrograd::transform
