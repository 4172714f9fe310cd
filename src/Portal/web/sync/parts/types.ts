import type { Schemas as Shapes } from '../../api/types';

export type Attempt = Shapes['AttemptView'];
export type Exchange = Shapes['Exchange'];
export type Backfill = Shapes['BackfillView'];
export type Conflict = Shapes['ConflictView'];
export type ConflictCount = Shapes['ConflictCount'];
export type ConflictDetails = Shapes['ConflictDetails'];
export type ConflictSide = Shapes['ConflictSide'];
export type DeadLetterGroup = Shapes['DeadLetterGroup'];
export type Delivery = Shapes['DeliveryView'];
export type DeliveryDetails = Shapes['DeliveryDetails'];
export type FirstMatch = Shapes['FirstMatchView'];
export type FirstMatchCounts = Shapes['FirstMatchCounts'];
export type FirstMatchRow = Shapes['FirstMatchRow'];
export type Flow = Shapes['FlowView'];
export type FlowChecked = Shapes['FlowChecked'];
export type FlowList = Shapes['FlowList'];
export type FlowRun = Shapes['FlowRun'];
export type FlowVersion = Shapes['FlowVersionView'];
export type Freshness = Shapes['FreshnessView'];
export type HookDetails = Shapes['HookDetails'];
export type PreviewItem = Shapes['PreviewItem'];
export type Replay = Shapes['ReplayView'];
export type Rule = Shapes['RuleView'];
export type Sweep = Shapes['SweepView'];
export type StockTask = Shapes['StockTaskView'];
export type SystemList = Shapes['SystemList'];
export type SystemView = Shapes['SystemView'];
export type SystemTest = Shapes['SystemTest'];

export interface Items<T> {
    items: T[];
    next?: string | null;
    total?: number | null;
    totalAtLeast?: number | null;
}
