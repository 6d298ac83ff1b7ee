#include "transform/interleave.h"

#include "analysis/memory.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "transform/algebra.h"
#include "transform/mentions.h"
#include "transform/order_free.h"

#include <algorithm>
#include <set>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {

constexpr std::size_t mostLaneVariables = 8;  // more don't fit into registers, four of each

using Variables = std::set<const Variable*>;

// Which of a body's statements may run before the others of several iterations: they compute numbers from the counter,
// from each other, and from what no iteration changes.
class Ahead {
public:
  Ahead(const Loop& loop, const Memory& memory, long shortest)
      : loop_(loop), memory_(memory), body_(loop.body, memory), shortest_(shortest) {}

  // False if nothing is gained: no sum in an inner loop is among them.
  bool find() {
    if (body_.hasEffects()) return false;
    for (const Statement& statement : loop_.body) {
      const Variables ownBefore = own_;
      const bool isAhead = isPure(statement) && !meetsRest(statement);
      if (!isAhead) own_ = ownBefore, rest_.push_back(&statement);
      isAhead_.push_back(isAhead);
      if (isAhead && statement.as<Loop>() && isSum(*statement.as<Loop>())) withSums_ = isAhead_.size();
    }
    return withSums_ > 0;
  }
  // Behind the last sum there is nothing to gain.
  bool isAhead(std::size_t index) const { return isAhead_[index] && index < withSums_; }

private:
  // Something of the iteration's own is added to, in a loop inside of it that isn't known to be short.
  bool isSum(const Loop& inner) const {
    if (integerLiteral(*inner.end).value_or(shortest_) < shortest_) return false;
    bool found = false;
    const Accesses accesses(inner.body, memory_);
    forEachStatement(inner.body, [&](const Statement& s) {
      const auto* node = s.as<Assign>();
      found |= node && node->accumulate && node->target.type()->isFloat() && !accesses.declares(node->target.root);
    });
    return found;
  }

  bool isPure(const Statement& statement) {
    if (const auto* node = statement.as<Declare>()) {
      const Type* type = node->variable->type;
      const bool isNumber = type->isScalar() || (type->isPointer() && !node->zero);
      if (!isNumber || !memory_.isRegister(node->variable) || !isPure(node->init)) return false;
      own_.insert(node->variable);
      return true;
    }
    if (const auto* node = statement.as<Assign>())
      return node->target.isVariable() && own_.count(node->target.root) && isPure(node->value);
    const auto* node = statement.as<Loop>();
    return node && isSameInAll(*node) &&
           std::all_of(node->body.begin(), node->body.end(), [this](const Statement& s) { return isPure(s); });
  }

  // The loop runs alike in each of the outer loop's iterations.
  bool isSameInAll(const Loop& inner) {
    for (const ExpressionPtr& bound : {inner.begin, inner.end, inner.step}) {
      bool varies = !isPure(bound);
      forEachExpression(bound, [&](const Expression& e) {
        varies |= e.kind == ExpressionKind::Read && (e.place.root == loop_.counter || own_.count(e.place.root));
      });
      if (varies) return false;
    }
    counters_.insert(inner.counter);
    return true;
  }

  bool isPure(const ExpressionPtr& value) const {
    bool pure = true;
    forEachExpression(value, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read || e.kind == ExpressionKind::AddressOf) pure &= isUnchanged(e);
    });
    return pure;
  }

  bool isUnchanged(const Expression& e) const {
    const Variable* root = e.place.root;
    const bool isOwn = root == loop_.counter || own_.count(root) || counters_.count(root);
    if (isOwn && e.place.isVariable()) return e.kind == ExpressionKind::Read;
    if (!isOwn && !body_.isFixed(root)) return false;
    if (memory_.loadsPointer(e.place)) return false;
    if (e.kind == ExpressionKind::AddressOf) return root->type->isPointer();
    return !body_.writes(memory_.objectsOf(e.place));
  }

  // Does it change what an earlier statement that stays behind mentions, or the other way round?
  bool meetsRest(const Statement& statement) const {
    const auto meet = [](const Statement& a, const Statement& b) {
      bool found = false;
      forEachStatement(Block{a}, [&](const Statement& s) {
        if (const auto* node = s.as<Assign>()) found |= mentionsAnywhere(b, node->target.root);
      });
      return found;
    };
    return std::any_of(rest_.begin(), rest_.end(),
                       [&](const Statement* other) { return meet(statement, *other) || meet(*other, statement); });
  }

  const Loop& loop_;
  const Memory& memory_;
  const Accesses body_;
  const long shortest_;
  Variables own_, counters_;  // what pure statements have declared, and the counters of their loops
  std::vector<bool> isAhead_;
  std::vector<const Statement*> rest_;
  std::size_t withSums_ = 0;  // statements up to the last sum
};

class Interleaver {
public:
  Interleaver(Function& function, TypeTable& types, long lanes)
      : function_(function), types_(types), lanes_(lanes), memory_(function) {}

  void run(Block& block) {
    Block out;
    for (Statement& statement : block) {
      const std::size_t before = done_;
      forEachNestedBlock(statement, [&](Block& nested) { run(nested); });
      if (before != done_ || !interleave(statement, out)) out.push_back(std::move(statement));
    }
    block = std::move(out);
  }

private:
  bool interleave(const Statement& statement, Block& out) {
    const auto* loop = statement.as<Loop>();
    if (!loop || !counts(*loop)) return false;
    Ahead ahead(*loop, memory_, lanes_);
    if (!ahead.find()) return false;
    Block first, rest;
    for (std::size_t i = 0; i < loop->body.size(); ++i) (ahead.isAhead(i) ? first : rest).push_back(loop->body[i]);
    if (!nameLanes(first)) return false;
    write(*loop, first, rest, statement.location, out);
    ++done_;
    return true;
  }

  // From 0 by one to a number that stays the same.
  bool counts(const Loop& loop) const {
    const bool isLess = loop.relation == OperationKind::Less || loop.relation == OperationKind::LessEqual;
    const Type* type = loop.counter->type;
    if (!isLess || !isLiteral(loop.begin, 0) || !isLiteral(loop.step, 1) || type->bits < 32) return false;
    const Accesses body(loop.body, memory_);
    bool known = loop.end->type == type;
    forEachExpression(loop.end, [&](const Expression& e) {
      if (e.kind == ExpressionKind::Read)
        known &=
            body.isFixed(e.place.root) && !memory_.loadsPointer(e.place) && !body.writes(memory_.objectsOf(e.place));
    });
    return known &&
           !(loop.end->kind == ExpressionKind::Constant && integerLiteral(*loop.end).value_or(lanes_) < lanes_);
  }

  // What each lane has its own of: what is declared where loops stand beside.
  bool nameLanes(const Block& first) {
    lanesOf_.clear();
    bool fits = true;
    const auto visit = [&](const auto& self, const Block& block) -> void {
      const bool hasLoops = std::any_of(block.begin(), block.end(), [](const Statement& s) { return s.as<Loop>(); });
      for (const Statement& statement : block) {
        if (const auto* loop = statement.as<Loop>()) self(self, loop->body);
        const auto* node = statement.as<Declare>();
        if (!node || !hasLoops) continue;
        fits &= lanesOf_.size() < mostLaneVariables;
        lanesOf_[node->variable] = nullptr;
      }
    };
    visit(visit, first);
    if (!fits) return false;
    for (auto& [variable, ofLanes] : lanesOf_)
      ofLanes = function_.newVariable(variable->name + "_of",
                                      types_.arrayOf(variable->type, static_cast<std::uint64_t>(lanes_)));
    return true;
  }

  void write(const Loop& loop, const Block& first, const Block& rest, Location location, Block& out) {
    const Type* type = loop.counter->type;
    const ExpressionPtr one = literal(1, type), all = literal(static_cast<double>(lanes_), type);
    const ExpressionPtr trips = loop.relation == OperationKind::Less ? loop.end : add(loop.end, one);
    Variable* whole = function_.newVariable(loop.counter->name + "_grouped", type);
    whole->isConst = true;
    const ExpressionPtr groups = operation(OperationKind::Divide, type, {trips, all});
    out.push_back({Comment{"Sums of several iterations side by side, each in its own order."}, location});
    out.push_back({Declare{whole, operation(OperationKind::Multiply, type, {groups, all})}, location});
    group_ = function_.newVariable("group", type);
    counter_ = loop.counter;
    Block body;
    for (const auto& [variable, ofLanes] : lanesOf_) body.push_back(declare(ofLanes));
    jam(first, body);
    const ExpressionPtr end = operation(OperationKind::Add, type, {read(group_), all});
    body.push_back({Loop{loop.counter, read(group_), end, one, OperationKind::Less, inTurn(rest)}, location});
    out.push_back({Loop{group_, literal(0, type), read(whole), all, OperationKind::Less, std::move(body)}, location});
    out.push_back(leftOver(loop, whole, location));
  }

  // The statements of all lanes: loops once, with all lanes inside.
  void jam(const Block& block, Block& out) {
    Block together;
    const auto flush = [&] {
      if (together.empty()) return;
      Variable* lane = function_.newVariable("lane", group_->type);
      Block body;
      for (const Statement& statement : together) inLane(statement, lane, body);
      const Type* type = group_->type;
      if (!body.empty())
        out.push_back({Loop{lane, literal(0, type), literal(static_cast<double>(lanes_), type), literal(1, type),
                            OperationKind::Less, std::move(body)},
                       together.front().location});
      together.clear();
    };
    for (const Statement& statement : block) {
      const auto* loop = statement.as<Loop>();
      if (!loop) {
        together.push_back(statement);
        continue;
      }
      flush();
      Loop jammed{loop->counter, loop->begin, loop->end, loop->step, loop->relation, {}};
      jam(loop->body, jammed.body);
      out.push_back({std::move(jammed), statement.location});
    }
    flush();
  }

  void inLane(Statement statement, Variable* lane, Block& out) {
    const auto atLane = [&](Place place) {
      const auto found = lanesOf_.find(place.root);
      if (found == lanesOf_.end()) return place;
      place.root = found->second;
      place.path.insert(place.path.begin(), Step{StepKind::Index, read(lane), {}});
      return place;
    };
    const auto ofLane = [&](const ExpressionPtr& e) -> ExpressionPtr {
      if (e->kind == ExpressionKind::Read && e->place.root == counter_) return add(read(group_), read(lane));
      if ((e->kind != ExpressionKind::Read && e->kind != ExpressionKind::AddressOf) || !lanesOf_.count(e->place.root))
        return nullptr;
      Expression copy = *e;
      copy.place = atLane(copy.place);
      return std::make_shared<const Expression>(std::move(copy));
    };
    rewriteOperands(
        statement, [&](const ExpressionPtr& e) { return rewrite(e, ofLane); },
        [&](const Place& place) { return atLane(rewrite(place, ofLane)); });
    const auto* node = statement.as<Declare>();
    if (!node || !lanesOf_.count(node->variable)) return out.push_back(std::move(statement));
    const ExpressionPtr value = node->zero ? literal(0, node->variable->type) : node->init;
    if (value) out.push_back({Assign{atLane(place(node->variable)), value, false}, statement.location});
  }

  // The rest of one iteration, with what ran ahead for it.
  Block inTurn(const Block& rest) {
    Block body;
    const Variables mentioned = variablesIn(rest);
    for (const auto& [variable, ofLanes] : lanesOf_)
      if (mentioned.count(variable))
        body.push_back(declare(const_cast<Variable*>(variable),
                               read(element(place(ofLanes), subtract(read(counter_), read(group_))))));
    body.insert(body.end(), rest.begin(), rest.end());
    return body;
  }

  Statement leftOver(const Loop& loop, Variable* begin, Location location) {
    VariableMap fresh;
    const auto renew = [&](Variable* variable) {
      Variable* copy = function_.newVariable(variable->base.empty() ? variable->name : variable->base, variable->type,
                                             variable->role);
      copy->isConst = variable->isConst;
      copy->location = variable->location;
      fresh[variable] = copy;
    };
    renew(loop.counter);
    forEachStatement(loop.body, [&](const Statement& statement) {
      if (const auto* node = statement.as<Declare>()) renew(node->variable);
      if (const auto* node = statement.as<Loop>(); node && !fresh.count(node->counter)) renew(node->counter);
    });
    return {Loop{fresh.at(loop.counter), read(begin), loop.end, loop.step, loop.relation, clone(loop.body, fresh)},
            location};
  }

  Function& function_;
  TypeTable& types_;
  const long lanes_;
  const Memory memory_;
  std::size_t done_ = 0;
  std::map<const Variable*, Variable*> lanesOf_;  // of each variable that lanes have their own of: an array
  Variable *group_ = nullptr, *counter_ = nullptr;
};

}  // namespace

void interleaveSums(Function& function, TypeTable& types, unsigned lanes) {
  Interleaver(function, types, lanes).run(function.body);
}

}  // namespace retrograd::transform
