#include "transform/split_sums.h"

#include "ir/build.h"
#include "ir/clone.h"
#include "transform/algebra.h"
#include "transform/mentions.h"
#include "transform/order_free.h"

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

using Piece = std::vector<std::size_t>;  // statements of the loop's body

// Pieces that add to one array, at literal distances from the same subscript.
struct Stencil {
  std::vector<const Piece*> pieces;
  std::vector<long> distances;
  ExpressionPtr subscript;
};

class Splitter {
public:
  Splitter(Function& function, TypeTable& types, const Loop& loop, const analysis::Memory& memory)
      : function_(function), types_(types), loop_(loop), memory_(memory), body_(loop.body, memory) {}

  std::optional<Block> run() {
    if (!isSimple()) return std::nullopt;
    const std::vector<Piece> pieces = byDistance();
    if (pieces.size() < 2) return std::nullopt;
    Block loops;
    std::set<const Piece*> done;
    for (const Stencil& stencil : stencilsOf(pieces)) {
      gather(stencil, loops);
      done.insert(stencil.pieces.begin(), stencil.pieces.end());
    }
    for (const Piece& piece : pieces)
      if (!done.count(&piece)) loops.push_back(loopOf(piece, loop_.begin, loop_.end));
    if (const Piece rest = allBut(pieces); !rest.empty()) loops.push_back(loopOf(rest, loop_.begin, loop_.end));
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

  // The sums into arrays that have several of them, and nothing else, by subscript; in pieces of one subscript each.
  std::vector<Piece> byDistance() const {
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < loop_.body.size(); ++i) {
      const Assign* sum = sumInto(loop_.body[i]);
      if (!sum || !mentionsVariable(sum->target.path[0].index, loop_.counter)) continue;
      if (!body_.onlyAdds(memory_.objectsOf(sum->target))) continue;
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

  Piece allBut(const std::vector<Piece>& pieces) const {
    Piece rest;
    for (std::size_t i = 0; i < loop_.body.size(); ++i) {
      const bool taken = std::any_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
        return std::find(piece.begin(), piece.end(), i) != piece.end();
      });
      if (!taken && loop_.body[i].as<Assign>()) rest.push_back(i);
    }
    return rest;
  }

  // ---- a loop of some of the statements

  // Those statements, and what they need, at `counter` instead of the loop's own; all on variables of their own.
  Block statementsAt(const ExpressionPtr& counter, const Piece& piece) {
    std::set<const Variable*> needed;
    std::vector<bool> kept(loop_.body.size());
    for (std::size_t i = loop_.body.size(); i-- > 0;) {
      const auto* declared = loop_.body[i].as<Declare>();
      kept[i] =
          declared ? needed.count(declared->variable) != 0 : std::find(piece.begin(), piece.end(), i) != piece.end();
      if (kept[i]) forEachMention(loop_.body[i], [&](const Variable* v) { needed.insert(v); });
    }
    VariableMap map;
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
    body = clone(body, map);
    for (Statement& statement : body) moveTo(counter, statement);
    return body;
  }

  void moveTo(const ExpressionPtr& counter, Statement& statement) const {
    const auto replace = [&](const ExpressionPtr& e) -> ExpressionPtr {
      if (e->kind == ExpressionKind::Read && e->place.isVariable() && e->place.root == loop_.counter) return counter;
      const bool isSum = e->kind == ExpressionKind::Operation && e->type->kind == TypeKind::Integer &&
                         (e->operation == OperationKind::Add || e->operation == OperationKind::Subtract);
      return isSum ? moved(e, 0) : nullptr;
    };
    rewriteOperands(
        statement, [&](const ExpressionPtr& e) { return rewrite(e, replace); },
        [&](const Place& place) { return rewrite(place, replace); });
  }

  Variable* newCounter() { return function_.newVariable(loop_.counter->base, loop_.counter->type); }

  Statement loopOver(Variable* counter, const ExpressionPtr& begin, const ExpressionPtr& end, Block body) const {
    Loop loop = loop_;
    loop.counter = counter;
    loop.begin = begin;
    loop.end = end;
    loop.body = std::move(body);
    return {std::move(loop), {}};
  }

  Statement loopOf(const Piece& piece, const ExpressionPtr& begin, const ExpressionPtr& end) {
    Variable* counter = newCounter();
    return loopOver(counter, begin, end, statementsAt(read(counter), piece));
  }

  // ---- elements that gather what is added to them

  // Those pieces whose sums can be gathered.
  std::vector<Stencil> stencilsOf(const std::vector<Piece>& pieces) const {
    std::vector<Stencil> all;
    if (loop_.relation != OperationKind::Less || integerLiteral(*loop_.step) != 1) return all;
    for (const Piece& piece : pieces) {
      const Place& target = sumInto(loop_.body[piece[0]])->target;
      Offset parts = takeApart(withoutCast(target.path[0].index));
      if (!parts.rest || counterFactor(loop_.counter, parts.rest, body_) != 1) continue;
      const auto known = std::find_if(all.begin(), all.end(), [&](const Stencil& stencil) {
        return sumInto(loop_.body[stencil.pieces[0]->front()])->target.root == target.root &&
               sameExpression(*stencil.subscript, *parts.rest);
      });
      Stencil& stencil = known == all.end() ? all.emplace_back() : *known;
      stencil.subscript = parts.rest;
      stencil.pieces.push_back(&piece);
      stencil.distances.push_back(parts.literal);
    }
    constexpr long widest = 16;  // the short loops at the ends would be long
    std::erase_if(all, [&](const Stencil& stencil) {
      const auto [least, most] = std::minmax_element(stencil.distances.begin(), stencil.distances.end());
      return stencil.pieces.size() < 2 || *most - *least > widest;
    });
    return all;
  }

  // A subscript as it was before it was made another integer type.
  static ExpressionPtr withoutCast(const ExpressionPtr& e) {
    const bool isCast = e->kind == ExpressionKind::Operation && e->operation == OperationKind::Cast &&
                        e->type->bits >= 32 && e->operands[0]->type->isSigned;
    return isCast ? e->operands[0] : e;
  }

  // With distances d from `least` to `most`: the element at the counter c gets what the iterations c - d add, which
  // all exist for begin + most <= c < end + least. What is added before and behind that is added piece by piece.
  void gather(const Stencil& stencil, Block& loops) {
    const auto [least, most] = std::minmax_element(stencil.distances.begin(), stencil.distances.end());
    const ExpressionPtr &begin = loop_.begin, &end = loop_.end;
    Variable* last = function_.newVariable("last", loop_.counter->type);
    last->isConst = true;
    loops.push_back(declare(last, extreme(Which::Larger, moved(begin, *most - *least), end)));
    for (std::size_t i = 0; i < stencil.pieces.size(); ++i) {
      const long d = stencil.distances[i];
      if (d != *most)
        loops.push_back(loopOf(*stencil.pieces[i], begin, extreme(Which::Smaller, moved(begin, *most - d), end)));
      if (d != *least) loops.push_back(loopOf(*stencil.pieces[i], moved(read(last), *least - d), end));
    }
    Variable* counter = newCounter();
    // An unsigned counter must not fall below where the loop begins.
    const long shift = loop_.counter->type->isSigned && *least <= 0 && *most >= 0 ? 0 : *least;
    Block body;
    for (std::size_t i = 0; i < stencil.pieces.size(); ++i)
      for (Statement& statement : statementsAt(moved(read(counter), shift - stencil.distances[i]), *stencil.pieces[i]))
        body.push_back(std::move(statement));
    loops.push_back(loopOver(counter, moved(begin, *most - shift), moved(end, *least - shift), std::move(body)));
  }

  enum class Which { Smaller, Larger };
  ExpressionPtr extreme(Which which, const ExpressionPtr& a, const ExpressionPtr& b) const {
    const auto first = integerLiteral(*a), second = integerLiteral(*b);
    if (first && second) return (*first < *second) == (which == Which::Smaller) ? a : b;
    const ExpressionPtr isLess = operation(OperationKind::Less, types_.boolType(), {a, b});
    return which == Which::Smaller ? select(isLess, a, b, a->type) : select(isLess, b, a, a->type);
  }

  Function& function_;
  TypeTable& types_;
  const Loop& loop_;
  const analysis::Memory& memory_;
  const Accesses body_;
};

}  // namespace

std::optional<Block> splitByDistance(Function& function, TypeTable& types, const Loop& loop,
                                     const analysis::Memory& memory) {
  return Splitter(function, types, loop, memory).run();
}

}  // namespace retrograd::transform
