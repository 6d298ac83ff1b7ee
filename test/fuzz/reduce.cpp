#include "reduce.h"

#include "diag/diagnostics.h"
#include "ir/build.h"
#include "ir/parse.h"
#include "ir/print.h"
#include "ir/verify.h"

#include <algorithm>
#include <map>
#include <optional>

namespace retrograd::fuzz {

using namespace ir;

namespace {
// One way to make a program smaller, for the n-th place that it fits. False when there is no n-th.
using Simplification = std::function<bool(Module&, unsigned n)>;

std::optional<std::string> applied(const std::string& text, const Simplification& simplification, unsigned n,
                                   bool& fits) {
  Module module;
  diag::SilentSink sink;
  fits = parse(text, module, sink) && simplification(module, n);
  if (!fits || verify(module)) return std::nullopt;
  const std::string result = print(module);
  return result == text ? std::nullopt : std::optional(result);
}

void forEachBlock(Block& block, const std::function<void(Block&)>& visit) {
  visit(block);
  for (Statement& statement : block) {
    if (auto* node = statement.as<Loop>()) forEachBlock(node->body, visit);
    if (auto* node = statement.as<While>()) forEachBlock(node->body, visit);
    if (auto* node = statement.as<Scope>()) forEachBlock(node->body, visit);
    if (auto* node = statement.as<Branch>()) {
      forEachBlock(node->then, visit);
      forEachBlock(node->otherwise, visit);
    }
  }
}

// The n-th statement, counted over the whole module: acted upon once.
bool atStatement(Module& module, unsigned n, const std::function<bool(Block&, std::size_t)>& act) {
  Block* found = nullptr;
  std::size_t at = 0;
  unsigned count = 0;
  for (Function& function : module.functions)
    forEachBlock(function.body, [&](Block& block) {
      for (std::size_t i = 0; i < block.size(); ++i)
        if (count++ == n) found = &block, at = i;
    });
  if (!found) return false;
  act(*found, at);
  return true;
}

bool removeFunction(Module& module, unsigned n) {
  if (n >= module.functions.size()) return false;
  module.functions.erase(module.functions.begin() + n);
  return true;
}

bool removeStatement(Module& module, unsigned n) {
  return atStatement(module, n, [](Block& block, std::size_t i) { return block.erase(block.begin() + i), true; });
}

// A loop, branch or scope becomes what stands in it.
bool unwrap(Module& module, unsigned n, bool otherwise) {
  return atStatement(module, n, [otherwise](Block& block, std::size_t i) {
    Block inner;
    if (auto* node = block[i].as<Loop>(); node && !otherwise) {
      inner.push_back(declare(node->counter, node->begin));
      for (Statement& statement : node->body) inner.push_back(statement);
    }
    if (auto* node = block[i].as<While>()) inner = node->body;
    if (auto* node = block[i].as<Scope>()) inner = node->body;
    if (auto* node = block[i].as<Branch>()) inner = otherwise ? node->otherwise : node->then;
    if (inner.empty()) return false;
    inner = Block(inner);
    block.erase(block.begin() + i);
    block.insert(block.begin() + i, inner.begin(), inner.end());
    return true;
  });
}

bool simplifyStatement(Module& module, unsigned n) {
  return atStatement(module, n, [](Block& block, std::size_t i) {
    if (auto* node = block[i].as<Branch>()) return node->otherwise.clear(), true;
    if (auto* node = block[i].as<Assign>(); node && node->accumulate) return node->accumulate = false, true;
    if (auto* node = block[i].as<Call>(); node && node->result) {
      // The call without its result's use, or a value in place of the call.
      const Type* type = node->result->type();
      if (!type->isFloat()) return false;
      const ExpressionPtr one = constant(type->bits == 32 ? "1.0f" : type->bits == 64 ? "1.0" : "1.0L", type);
      const Statement replaced = node->declares ? declare(node->result->root, one) : assign(*node->result, one);
      return block[i] = replaced, true;
    }
    return false;
  });
}

// The n-th expression becomes its k-th operand, or a constant.
bool replaceExpression(Module& module, unsigned n, unsigned k) {
  unsigned count = 0;
  bool fits = false;
  auto replace = [&](const ExpressionPtr& e) -> ExpressionPtr {
    if (count++ != n) return nullptr;
    fits = true;
    if (e->kind == ExpressionKind::Constant || e->type->isPointer()) return nullptr;
    if (e->kind == ExpressionKind::Operation && k < e->operands.size() && e->operands[k]->type == e->type)
      return e->operands[k];
    if (k < 3) return nullptr;
    if (e->type->isFloat())
      return constant(e->type->bits == 32 ? "1.0f" : e->type->bits == 64 ? "1.0" : "1.0L", e->type);
    if (e->type->kind == TypeKind::Integer) return constant(k == 3 ? "0" : "1", e->type);
    if (e->type->kind == TypeKind::Bool) return constant(k == 3 ? "true" : "false", e->type);
    return nullptr;
  };
  for (Function& function : module.functions)
    forEachStatement(function.body, [&](Statement& statement) {
      rewriteOperands(
          statement, [&](const ExpressionPtr& e) { return e ? rewrite(e, replace) : e; },
          [&](const Place& place) { return rewrite(place, replace); });
    });
  return fits;
}

std::vector<std::pair<std::string, Simplification>> simplifications() {
  std::vector<std::pair<std::string, Simplification>> all = {
      {"function", removeFunction},
      {"statement", removeStatement},
      {"then", [](Module& m, unsigned n) { return unwrap(m, n, false); }},
      {"else", [](Module& m, unsigned n) { return unwrap(m, n, true); }},
      {"simple", simplifyStatement},
  };
  for (unsigned k = 0; k < 5; ++k)
    all.push_back({"expression", [k](Module& m, unsigned n) { return replaceExpression(m, n, k); }});
  return all;
}
}  // namespace

std::string reduce(const std::string& text, const std::function<bool(const std::string&)>& fails) {
  std::string smallest = text;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [name, simplification] : simplifications()) {
      bool fits = true;
      for (unsigned n = 0; fits;) {
        const auto candidate = applied(smallest, simplification, n, fits);
        if (candidate && candidate->size() <= smallest.size() + 40 && fails(*candidate)) {
          if (candidate->size() >= smallest.size()) {  // counts only what makes it smaller
            ++n;
            continue;
          }
          smallest = *candidate;
          changed = true;
        } else {
          ++n;
        }
      }
    }
  }
  return smallest;
}

}  // namespace retrograd::fuzz
