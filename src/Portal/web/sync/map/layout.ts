import type { FlowRow } from '../flows/useFlows';

/** All flows between two systems, drawn as one line. */
export interface Line {
    id: string;
    from: string;
    to: string;
    flows: FlowRow[];
    isBothWays: boolean;
    health: Health;
}

export interface Point {
    x: number;
    y: number;
}

/** Where everything stands: each system, and for a line over several layers the points that it passes between them. */
export interface Picture {
    places: Map<string, Point>;
    ways: Map<string, Point[]>;
    isNarrow: boolean;
    height: number;
}

export type Health = 'good' | 'waits' | 'bad' | 'paused';

export const healthOf = (flow: FlowRow): Health =>
    flow.dead > 0 || flow.wrong || flow.freshness?.state === 'late'
        ? 'bad'
        : flow.state === 'paused'
          ? 'paused'
          : flow.waiting > 0
            ? 'waits'
            : 'good';

const worst: Health[] = ['bad', 'paused', 'waits', 'good'];

/** The lines between the systems; the worst of its flows says how a line is. */
export const linesOf = (flows: FlowRow[]): Line[] => {
    const lines = new Map<string, Line>();
    for (const flow of flows) {
        const known = lines.get(`${flow.target}>${flow.source}`) ?? lines.get(`${flow.source}>${flow.target}`);
        const line = known ?? {
            id: `${flow.source}>${flow.target}`,
            from: flow.source,
            to: flow.target,
            flows: [],
            isBothWays: false,
            health: 'good' as Health,
        };
        line.flows.push(flow);
        line.isBothWays ||= flow.isBothWays || flow.source !== line.from;
        line.health = worst.find(one => one === line.health || one === healthOf(flow)) ?? 'good';
        if (!known) lines.set(line.id, line);
    }
    return [...lines.values()];
};

export const card = { width: 160, height: 56 };
const gap = { wide: { along: 345, across: 112 }, narrow: { along: 150, across: 172 } };

/** Systems in layers, from where changes come to where they go; beside each other in a wide window, below each other in a narrow one. */
export const drawn = (lines: Line[], isNarrow: boolean): Picture => {
    const names = [...new Set(lines.flatMap(line => [line.from, line.to]))];
    const layer = layersOf(names, lines);
    const layers: string[][] = [];
    for (const name of names) (layers[layer.get(name)!] ??= []).push(name);
    const steps = lines.map(line => stepsOf(line, layer, layers));
    order(layers, steps);
    const size = isNarrow ? gap.narrow : gap.wide;
    const widest = Math.max(1, ...layers.map(all => all.length));
    const places = new Map(
        layers.flatMap((all, at) =>
            all.map((name, index): [string, Point] => {
                const [along, across] = [at * size.along, (index + (widest - all.length) / 2) * size.across];
                return [name, isNarrow ? { x: across, y: along } : { x: along, y: across }];
            }),
        ),
    );
    const middle = ({ x, y }: Point): Point => ({ x: x + card.width / 2, y: y + card.height / 2 });
    const ways = new Map(lines.map((line, index) => [line.id, steps[index]!.slice(1, -1).map(step => middle(places.get(step)!))]));
    return { places, ways, isNarrow, height: (isNarrow ? layers.length * 80 : widest * size.across) + 80 };
};

/** What a line passes from layer to layer; where it skips one it takes a place of its own there. */
const stepsOf = (line: Line, layer: Map<string, number>, layers: string[][]) => {
    const [from, to] = [layer.get(line.from)!, layer.get(line.to)!];
    const steps = [line.from];
    const by = Math.sign(to - from);
    for (let at = from + by; by !== 0 && at !== to; at += by) {
        const name = `${line.id}@${at}`;
        layers[at]!.push(name);
        steps.push(name);
    }
    return [...steps, line.to];
};

const rounds = 4;

/** Moves each towards the middle of those it is bound to, which takes most crossings away. */
const order = (layers: string[][], steps: string[][]) => {
    const bound = steps.flatMap(all => all.slice(1).map((step, index): [string, string] => [all[index]!, step]));
    for (let round = 0; round < rounds; round++) {
        const at = new Map(layers.flatMap(all => all.map((name, index): [string, number] => [name, index - all.length / 2])));
        const pull = (name: string) => {
            const others = bound.filter(pair => pair.includes(name)).map(([one, other]) => at.get(one === name ? other : one)!);
            return others.length === 0 ? at.get(name)! : others.reduce((sum, one) => sum + one, 0) / others.length;
        };
        const weights = new Map(layers.flat().map(name => [name, pull(name)]));
        layers.forEach(all => all.sort((one, other) => weights.get(one)! - weights.get(other)!));
    }
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
