// How a plan in force changes between its published versions: decisions about interpretations, rows
// of the menu. Used by Evolve only.
#pragma once

#include "logboek/event/v1/event.pb.h"
#include "services/domain/register.h"

namespace logboek::domain {

// A version of the plan, its interpretations applied, in place of one with the same valid_from.
void AddVersion(const FactRef& ref, const event::v1::PlanPublished& event, Region* region);

// Every plan of the region that lists the interpretation has a version from valid_from on, and
// later versions, that read it so.
void AddDecision(const FactRef& ref, const event::v1::InterpretationDecided& event, Region* region);

// In every version of the plan: the menu says what was valid on each day, whatever version asks.
void AddMenuItem(const event::v1::MenuItemPublished& event, Region* region);
void EndMenuItem(const event::v1::MenuItemRetired& event, Region* region);

}  // namespace logboek::domain
