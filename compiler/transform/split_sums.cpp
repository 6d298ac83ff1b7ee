#include "transform/split_sums.h"

#include "ir/build.h"
#include "ir/clone.h"
#include "transform/mentions.h"

#include <algorithm>
#include <map>
#include <set>

namespace retrograd::transform {

using namespace ir;

namespace {

const Assign* sumInto(const Statement& statement) {
  const auto* node = statement.as<Assign>();
  const bool isElement = node && node->accumulate && !node->target.path.empty() && node->target.path[0].index;
  return isElement ? node : nullptr;
}

bool isCheap(const ExpressionPtr& e) {
  bool cheap = true;
  forEachExpression(e, [&](const Expression& x) {
    if (x.kind == ExpressionKind::Operation)
      cheap &= x.operation != OperationKind::Math && x.operation != OperationKind::Divide &&
               x.operation != OperationKind::Select;
  });
  return cheap;
}

bool mentionsVariable(const ExpressionPtr& e, const Variable* variable) {
  bool found = false;
  forEachExpression(e, [&](const Expression& x) { found |= x.place.root == variable; });
  return found;
}

class Splitter {
public:
  Splitter(Function& function, const Loop& loop) : function_(function), loop_(loop) {}

  std::optional<Block> run() {
    if (!isSimple()) return std::nullopt;
    std::vector<std::vector<std::size_t>> pieces = byDistance();
    if (pieces.size() < 2) return std::nullopt;
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < loop_.body.size(); ++i) {
      const bool taken = std::any_of(pieces.begin(), pieces.end(), [&](const auto& piece) {
        return std::find(piece.begin(), piece.end(), i) != piece.end();
      });
      if (!taken && loop_.body[i].as<Assign>()) rest.push_back(i);
    }
    if (!rest.empty()) pieces.push_back(rest);
    Block loops;
    for (const auto& piece : pieces) loops.push_back(loopOf(piece));
    return loops;
  }

private:
  // Cheap constants and assignments; nothing is read behind an assignment to it.
  bool isSimple() const {
    std::set<const Variable*> assigned;
    for (const Statement& statement : loop_.body) {
      const auto* declared = statement.as<Declare>();
      const auto* node = statement.as<Assign>();
      if (declared ? !declared->init || !isCheap(declared->init) : !node || !isCheap(node->value)) return false;
      for (const Variable* variable : assigned)
        if (mentionsVariable(declared ? declared->init : node->value, variable)) return false;
      if (!node) continue;
      for (const Statement& other : loop_.body)
        if (const auto* local = other.as<Declare>(); local && local->variable == node->target.root) return false;
      assigned.insert(node->target.root);
    }
    return true;
  }

  // The sums into arrays that have several of them, by subscript; in pieces of one subscript each.
  std::vector<std::vector<std::size_t>> byDistance() const {
    std::vector<std::vector<std::size_t>> pieces;
    for (std::size_t i = 0; i < loop_.body.size(); ++i) {
      const Assign* sum = sumInto(loop_.body[i]);
      if (!sum || !mentionsVariable(sum->target.path[0].index, loop_.counter)) continue;
      bool found = false;
      for (auto& piece : pieces) {
        const Assign* first = sumInto(loop_.body[piece[0]]);
        if (first->target.root != sum->target.root ||
            !sameExpression(*first->target.path[0].index, *sum->target.path[0].index))
          continue;
        piece.push_back(i);
        found = true;
        break;
      }
      if (!found) pieces.push_back({i});
    }
    std::map<const Variable*, unsigned> distances;
    for (const auto& piece : pieces) ++distances[sumInto(loop_.body[piece[0]])->target.root];
    std::erase_if(pieces,
                  [&](const auto& piece) { return distances.at(sumInto(loop_.body[piece[0]])->target.root) < 2; });
    return pieces;
  }

  // The loop with these statements only, and what they need, on variables of its own.
  Statement loopOf(const std::vector<std::size_t>& piece) {
    std::set<const Variable*> needed;
    std::vector<bool> kept(loop_.body.size());
    for (std::size_t i = loop_.body.size(); i-- > 0;) {
      const auto* declared = loop_.body[i].as<Declare>();
      kept[i] =
          declared ? needed.count(declared->variable) != 0 : std::find(piece.begin(), piece.end(), i) != piece.end();
      if (kept[i]) forEachMention(loop_.body[i], [&](const Variable* v) { needed.insert(v); });
    }
    VariableMap map;
    Loop loop = loop_;
    loop.body.clear();
    map[loop_.counter] = loop.counter = function_.newVariable(loop_.counter->base, loop_.counter->type);
    Block body;
    for (std::size_t i = 0; i < loop_.body.size(); ++i) {
      if (!kept[i]) continue;
      if (const auto* declared = loop_.body[i].as<Declare>()) {
        Variable* copy = function_.newVariable(declared->variable->base, declared->variable->type);
        copy->isConst = declared->variable->isConst;
        map[declared->variable] = copy;
      }
      body.push_back(loop_.body[i]);
    }
    loop.body = clone(body, map);
    return {std::move(loop), {}};
  }

  Function& function_;
  const Loop& loop_;
};

}  // namespace

std::optional<Block> splitByDistance(Function& function, const Loop& loop) { return Splitter(function, loop).run(); }

}  // namespace retrograd::transform
