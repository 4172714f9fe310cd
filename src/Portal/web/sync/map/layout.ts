import type { FlowRow } from '../flows/useFlows';
import type { SystemView } from '../parts/types';

/** All flows between two systems, drawn as one line. */
export interface Line {
    id: string;
    from: string;
    to: string;
    flows: FlowRow[];
    isBothWays: boolean;
    health: Health;
}

export interface Place {
    system: string;
    view: SystemView | undefined;
    x: number;
    y: number;
}

export type Health = 'good' | 'waits' | 'bad' | 'paused';

export const healthOf = (flow: FlowRow): Health => flow.dead > 0 || flow.wrong || flow.freshness?.state === 'late' ? 'bad'
    : flow.state === 'paused' ? 'paused' : flow.waiting > 0 ? 'waits' : 'good';

const order: Health[] = ['bad', 'paused', 'waits', 'good'];

/** The lines between the systems; the worst of its flows says how a line is. */
export const linesOf = (flows: FlowRow[]): Line[] => {
    const lines = new Map<string, Line>();
    for (const flow of flows) {
        const known = lines.get(`${flow.target}>${flow.source}`) ?? lines.get(`${flow.source}>${flow.target}`);
        const line = known ?? { id: `${flow.source}>${flow.target}`, from: flow.source, to: flow.target, flows: [], isBothWays: false, health: 'good' as Health };
        line.flows.push(flow);
        line.isBothWays ||= flow.isBothWays || flow.source !== line.from;
        line.health = order.find(one => one === line.health || one === healthOf(flow)) ?? 'good';
        if (!known) lines.set(line.id, line);
    }
    return [...lines.values()];
};

const gap = { along: { wide: 330, narrow: 150 }, across: { wide: 110, narrow: 190 } };

/** Systems in layers, from where changes come to where they go; beside each other in a wide window, below each other in a narrow one. */
export const placesOf = (lines: Line[], systems: SystemView[], isNarrow: boolean): Place[] => {
    const names = [...new Set(lines.flatMap(line => [line.from, line.to]))];
    const layer = layersOf(names, lines);
    const size = isNarrow ? 'narrow' : 'wide';
    const members = (at: number) => names.filter(name => layer.get(name) === at);
    const widest = Math.max(1, ...names.map(name => members(layer.get(name)!).length));
    return names.map(name => {
        const all = members(layer.get(name)!);
        const along = layer.get(name)! * gap.along[size];
        const across = (all.indexOf(name) + (widest - all.length) / 2) * gap.across[size];
        return { system: name, view: systems.find(one => one.name === name), x: isNarrow ? across : along, y: isNarrow ? along : across };
    });
};

/** Each system lies behind those whose changes it gets; of a circle the line that closes it does not count. */
const layersOf = (names: string[], lines: Line[]) => {
    const layer = new Map<string, number>();
    const visit = (name: string, above: string[]): number => {
        if (above.includes(name)) return -1;
        const known = layer.get(name);
        if (known !== undefined) return known;
        const before = lines.filter(line => line.to === name && line.from !== name).map(line => visit(line.from, [...above, name]));
        const at = Math.max(-1, ...before) + 1;
        layer.set(name, at);
        return at;
    };
    names.forEach(name => visit(name, []));
    return layer;
};
