#include "transform/fuse.h"

#include "ir/build.h"

#include <algorithm>
#include <set>

namespace retrograd::transform {

using namespace ir;
using namespace analysis;

namespace {

struct Access {
  const Statement* statement;
  const Place* place;
  Objects objects;
  bool adds;
};

// Does it throw, or call what does? A loop that was reversed in part can't be left.
bool mayThrow(const Block& block, std::set<const Function*>& seen) {
  bool found = false;
  forEachStatement(block, [&](const Statement& statement) {
    if (const auto* text = statement.as<Verbatim>()) found |= text->text.starts_with("throw ");
    const auto* call = statement.as<Call>();
    if (!call || !seen.insert(call->callee).second) return;
    found |= call->callee->mayThrow || mayThrow(call->callee->body, seen);
  });
  return found;
}

// What a loop's body does to what exists outside of its iterations.
class Body {
public:
  Body(const Statement& loop, const Memory& memory, const Values& values)
      : memory_(memory), values_(values), region_(values.regionOf(loop, RegionKind::LoopBody)) {
    forEachStatement(loop.as<Loop>()->body, [&](const Statement& statement) { visit(statement); });
    std::set<const Function*> seen;
    isPlain_ &= !mayThrow(loop.as<Loop>()->body, seen);
    for (const Write& write : memory.writes())
      if (region_->encloses(values.regionOf(*write.statement))) addWrite(write);
  }

  bool isPlain() const { return isPlain_; }
  const std::vector<Access>& reads() const { return reads_; }
  const std::vector<Access>& writes() const { return writes_; }

private:
  void visit(const Statement& statement) {
    isPlain_ &= !statement.as<TapeOperation>() && !statement.as<Return>();
    forEachOperand(statement, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.kind == ExpressionKind::Read) reads_.push_back({&statement, &e.place, memory_.objectsOf(e.place), false});
      });
    });
    if (const auto* node = statement.as<Verbatim>())
      for (const Variable* variable : node->reads) reads_.push_back({&statement, nullptr, {{variable, false}}, false});
    const auto* call = statement.as<Call>();
    if (!call) return;
    for (const Argument& argument : call->arguments)
      if (Objects reached = memory_.reachable(argument, nullptr, false); !reached.empty())
        reads_.push_back({&statement, nullptr, std::move(reached), false});
  }

  // Only what is not the iteration's own.
  void addWrite(const Write& write) {
    Objects outside;
    for (const Object& object : write.objects) {
      const Region* declared = object.pointee ? nullptr : values_.declaredIn(object.variable);
      if (object.pointee || !declared || !region_->encloses(declared)) outside.insert(object);
    }
    if (outside.empty() && !write.objects.empty()) return;
    const auto* node = write.statement->as<Assign>();
    writes_.push_back({write.statement, write.place, outside, node && node->accumulate && write.place});
  }

  const Memory& memory_;
  const Values& values_;
  const Region* region_;
  std::vector<Access> reads_, writes_;
  bool isPlain_ = true;
};

// The objects that a statement and what is nested in it touch.
struct Touched {
  Objects read, written;
  bool isKnown = true;                           // which objects
  bool isPlain = true;                           // nothing but assignments
  bool runsOthers = false, isOfGlobals = false;  // calls and text, which may use any global; globals that change

  Touched(const Statement& statement, const Memory& memory) {
    const Block one{statement};
    forEachStatement(one, [&](const Statement& s) { visit(s, memory); });
  }

  void visit(const Statement& s, const Memory& memory) {
    runsOthers |= s.as<Call>() || s.as<Verbatim>();
    auto touches = [&](const Variable* root) { isOfGlobals |= root->role == VariableRole::Global && !root->isConst; };
    auto reads = [&](const Place& place) {
      touches(place.root);
      read.insert({place.root, false});
      isKnown &= !memory.objectsOf(place).empty();
      read.merge(memory.objectsOf(place));
    };
    forEachOperand(s, [&](const ExpressionPtr& operand) {
      forEachExpression(operand, [&](const Expression& e) {
        if (e.place.root) reads(e.place);
      });
    });
    if (const auto* node = s.as<Declare>()) written.insert({node->variable, false});
    if (const auto* node = s.as<Loop>()) written.insert({node->counter, false});
    if (const auto* node = s.as<Assign>()) {
      touches(node->target.root);
      if (!node->target.isVariable()) read.insert({node->target.root, false});
      isKnown &= !memory.objectsOf(node->target).empty();
      written.merge(memory.objectsOf(node->target));
    }
    if (const auto* node = s.as<Call>()) {
      for (const Argument& argument : node->arguments) {
        read.merge(memory.reachable(argument, nullptr, false));
        written.merge(memory.reachable(argument, nullptr, true));
      }
      if (node->result) written.merge(memory.objectsOf(*node->result));
    }
    if (const auto* node = s.as<Verbatim>()) {
      for (const Variable* v : node->reads) read.insert({v, false});
      for (const Variable* v : node->writes) written.insert({v, false});
    }
    isPlain &=
        isKnown && !s.as<Call>() && !s.as<Verbatim>() && !s.as<Return>() && !s.as<TapeOperation>() && !s.as<While>();
  }
};

}  // namespace

bool meetsOnlyInSums(const Statement& loop, const Memory& memory, const Values& values, const Overwrites& overwrites) {
  const Body body(loop, memory, values);
  if (!body.isPlain()) return false;
  for (const Access& write : body.writes()) {
    if (!write.place) return false;
    auto touches = [&](const Access& other) { return mayMeet(other.objects, write.objects); };
    const bool isRead = std::any_of(body.reads().begin(), body.reads().end(), touches);
    const bool isSum = std::all_of(body.writes().begin(), body.writes().end(),
                                   [&](const Access& other) { return other.adds || !touches(other); });
    if (!isRead && isSum) continue;
    for (const auto* accesses : {&body.reads(), &body.writes()})
      for (const Access& other : *accesses)
        if (touches(other) && (!other.place || !overwrites.separate(*other.place, *other.statement, *write.place,
                                                                    *write.statement, loop)))
          return false;
  }
  return true;
}

double weightOf(const Block& body) {
  double weight = 0;
  for (const Statement& statement : body) {
    weight += 1;
    if (const auto* node = statement.as<Loop>()) weight += 8 * weightOf(node->body);
    if (const auto* node = statement.as<While>()) weight += 8 * weightOf(node->body);
    if (const auto* node = statement.as<Branch>()) weight += weightOf(node->then) + weightOf(node->otherwise);
  }
  return weight;
}

std::size_t moveDown(Function& function, std::size_t number, const Memory& memory) {
  Block& block = function.body;
  const Touched moved(block[number], memory);
  for (; number + 1 < block.size(); ++number) {
    const Touched next(block[number + 1], memory);
    if (!moved.isKnown || !next.isPlain || intersect(next.read, moved.written) || intersect(next.written, moved.read) ||
        intersect(next.written, moved.written) || (moved.runsOthers && next.isOfGlobals))
      break;
    std::swap(block[number], block[number + 1]);
  }
  return number;
}

}  // namespace retrograd::transform
