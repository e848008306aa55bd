// Small plans that nobody wrote: every switch of the schema in some of them.
#pragma once

#include <random>

#include "logboek/regioplan/v1/plan.pb.h"

namespace logboek::second_opinion {

using Random = std::mt19937_64;

// A whole number from 0 to `most`, the same on every machine.
int Upto(Random& random, int most);

// True in one of `of` cases.
bool OneIn(Random& random, int of);

template <typename List>
const typename List::value_type& Pick(Random& random, const List& list) {
  return list[Upto(random, static_cast<int>(list.size()) - 1)];
}

// A plan of region "random".
regioplan::v1::RegionPlan RandomPlan(Random& random);

// The next version of the plan, valid from another day, with other numbers here and there.
regioplan::v1::RegionPlan NextVersion(Random& random, int number, regioplan::v1::RegionPlan plan);

}  // namespace logboek::second_opinion
