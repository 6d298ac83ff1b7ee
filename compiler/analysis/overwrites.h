// Is what a statement reads from memory still there at the end of the function?
#pragma once

#include "analysis/affine.h"
#include "analysis/loop_bounds.h"
#include "analysis/memory.h"
#include "analysis/values.h"

namespace retrograd::analysis {

class Overwrites {
public:
  // `gone`: the function's own storage doesn't exist any more when asked for (its sweeps are split).
  // `unstable`: parameters whose memory the caller writes between the function's end and the reverse sweep.
  Overwrites(const Memory& memory, const Values& values, bool gone = false, std::set<const ir::Variable*> unstable = {})
      : memory_(memory),
        values_(values),
        subscripts_(memory, values),
        bounds_(memory, values),
        gone_(gone),
        unstable_(std::move(unstable)) {}

  // The loop's forward and reverse iterations are fused: for what its body reads, the iteration's end is the end.
  void fuse(const ir::Statement& loop) { end_ = fused_ = values_.regionOf(loop, RegionKind::LoopBody); }
  const Region* fused() const { return fused_; }
  // In different iterations of the loop, are the two places surely different elements?
  bool separate(const ir::Place& a, const ir::Statement& atA, const ir::Place& b, const ir::Statement& atB,
                const ir::Statement& loop) const;

  // May the memory at `place`, as `statement` sees it, be written after that read and before the end of the function?
  // `behind`: as the memory is directly behind the statement (its own write done), rather than before it.
  bool overwrittenLater(const ir::Place& place, const ir::Statement& statement, bool behind = false) const;
  // The same before the end of the iteration of the loop that the region is the body of.
  bool overwrittenIn(const Region* body, const ir::Place& place, const ir::Statement& statement, bool behind) const;

  // Does following the place's path load a pointer from memory that may be written later?
  bool pathChanges(const ir::Place& place, const ir::Statement& statement) const;
  // May any of the objects be written behind the statement, or end, before the end of the function?
  bool overwrittenBehind(const Objects& objects, const ir::Statement& statement) const;

private:
  bool mayFollow(const Write& write, const ir::Place* place, const ir::Statement& statement, bool behind) const;
  bool outlives(const Object& object, const ir::Statement& statement) const;
  // Are the two places surely different elements when the counters of the loops in `equal` agree, and, if given, that
  // of `later` is greater at the write?
  bool disjoint(const ir::Place& read, const ir::Statement& at, const ir::Place& write, const ir::Statement& writer,
                const std::vector<const ir::Statement*>& equal, const ir::Statement* later) const;
  bool subscriptsDiffer(const Affine& read, const Affine& write, const std::vector<const ir::Statement*>& equal,
                        const ir::Statement* later) const;
  std::optional<Polynomial> spanOfInner(const Affine& a, const Affine& b) const;

  const Memory& memory_;
  const Values& values_;
  Subscripts subscripts_;
  LoopBounds bounds_;
  bool gone_;
  const Region* fused_ = nullptr;
  mutable const Region* end_ = nullptr;  // the loop's body whose end counts as the end
  std::set<const ir::Variable*> unstable_;
};

}  // namespace retrograd::analysis
