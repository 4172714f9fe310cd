import '@xyflow/react/dist/base.css';
import { Box, useTheme, type Theme } from '@mui/material';
import { Handle, MarkerType, Position, ReactFlow, type Node, type NodeProps } from '@xyflow/react';
import { useMemo } from 'react';
import { useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { FlowRow } from '../flows/useFlows';
import type { SystemView } from '../parts/types';
import { FlowLine, type FlowEdge } from './FlowLine';
import { card, drawn, linesOf, type Health, type Line, type Picture } from './layout';

interface Shown extends Record<string, unknown> {
    name: string;
    kind: string;
    isOutOfReach: boolean;
    isNarrow: boolean;
}

type SystemNode = Node<Shown, 'system'>;
/** Where a line passes between systems; nothing is seen of it, but it is kept in sight. */
type WayNode = Node<Record<string, unknown>, 'way'>;

const colourOf = (health: Health, theme: Theme) =>
    ({
        good: theme.palette.success.main,
        waits: theme.palette.warning.main,
        bad: theme.palette.error.main,
        paused: theme.palette.text.secondary,
    })[health];

/** The picture. The table beside it tells the same to those who can't see it. */
const Drawing = ({ flows, systems, isNarrow }: { flows: FlowRow[]; systems: SystemView[]; isNarrow: boolean }) => {
    const theme = useTheme();
    const translate = useTranslate();
    const navigate = useNavigate();
    const lines = useMemo(() => linesOf(flows), [flows]);
    const shape = lines.map(line => line.id).join('|');
    // The places change only with the shape of the picture, not with its counts.
    const picture = useMemo(() => drawn(lines, isNarrow), [shape, isNarrow]);
    const nodes = lines
        .flatMap(line => [line.from, line.to])
        .filter((name, index, all) => all.indexOf(name) === index)
        .map((name): SystemNode => {
            const view = systems.find(one => one.name === name);
            return {
                id: name,
                type: 'system',
                position: picture.places.get(name)!,
                draggable: false,
                connectable: false,
                data: {
                    name,
                    isNarrow,
                    isOutOfReach: typeof view?.leftAloneSeconds === 'number',
                    kind: !view
                        ? translate('portal.sync.map.caller')
                        : view.file
                          ? view.connector
                          : translate('portal.sync.systems.builtIn'),
                },
            };
        });
    const ways = [...picture.places]
        .filter(([name]) => name.includes('@'))
        .map(([id, position]): WayNode => ({ id, type: 'way', position, data: {}, draggable: false, selectable: false }));
    const open = (line: Line | undefined) => {
        if (line) navigate(line.flows.length === 1 ? `/flows/${line.flows[0]!.name}/show` : '/flows');
    };
    return (
        <Box
            aria-hidden="true"
            sx={{
                height: Math.max(260, Math.min(640, picture.height)),
                '& .react-flow__node-system, & .react-flow__edge': { cursor: 'pointer' },
                '& .react-flow__node-way': { pointerEvents: 'none !important' },
            }}>
            <ReactFlow
                key={`${shape}/${isNarrow}`}
                nodes={[...nodes, ...ways]}
                edges={lines.map(line => edgeOf(line, picture, theme, translate))}
                nodeTypes={nodeTypes}
                edgeTypes={edgeTypes}
                fitView
                fitViewOptions={{ padding: 0.06, maxZoom: 1.1 }}
                minZoom={0.2}
                proOptions={{ hideAttribution: true }}
                nodesDraggable={false}
                nodesConnectable={false}
                nodesFocusable={false}
                edgesFocusable={false}
                elementsSelectable={false}
                disableKeyboardA11y
                zoomOnScroll={false}
                zoomOnDoubleClick={false}
                preventScrolling={false}
                onNodeClick={(_, node) => {
                    if (node.type === 'system') navigate(`/systems/${node.id}/show`);
                }}
                onEdgeClick={(_, edge) => open(lines.find(line => line.id === edge.id))}
            />
        </Box>
    );
};

const edgeOf = (line: Line, picture: Picture, theme: Theme, translate: ReturnType<typeof useTranslate>): FlowEdge => {
    const colour = colourOf(line.health, theme);
    const arrow = { type: MarkerType.ArrowClosed, color: colour, width: 18, height: 18 };
    const [waiting, dead] = [sum(line.flows.map(one => one.waiting)), sum(line.flows.map(one => one.dead))];
    return {
        id: line.id,
        type: 'flow',
        source: line.from,
        target: line.to,
        animated: line.health === 'waits',
        focusable: false,
        style: { stroke: colour, strokeWidth: 2, strokeDasharray: line.health === 'paused' ? '6 5' : undefined },
        markerEnd: arrow,
        markerStart: line.isBothWays ? arrow : undefined,
        data: {
            colour,
            isNarrow: picture.isNarrow,
            way: picture.ways.get(line.id) ?? [],
            name: line.flows.length === 1 ? line.flows[0]!.name : translate('portal.sync.map.flows', { smart_count: line.flows.length }),
            counts: [
                waiting > 0 && `${translate('portal.sync.waiting')} ${waiting}`,
                dead > 0 && `${translate('portal.sync.dead')} ${dead}`,
            ]
                .filter(Boolean)
                .join(' · '),
        },
    };
};

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

const hidden = { opacity: 0, pointerEvents: 'none' } as const;

const SystemCard = ({ data }: NodeProps<SystemNode>) => (
    <Box
        sx={{
            width: card.width,
            height: card.height,
            px: 1.5,
            py: 0.75,
            border: 2,
            borderRadius: 2,
            borderColor: data.isOutOfReach ? 'error.main' : 'divider',
            bgcolor: 'background.default',
            color: 'text.primary',
        }}>
        <Box sx={{ fontWeight: 650, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{data.name}</Box>
        <Box sx={{ fontSize: '.75rem', color: data.isOutOfReach ? 'error.main' : 'text.secondary' }}>{data.kind}</Box>
        <Handle type="target" position={data.isNarrow ? Position.Top : Position.Left} style={hidden} isConnectable={false} />
        <Handle type="source" position={data.isNarrow ? Position.Bottom : Position.Right} style={hidden} isConnectable={false} />
    </Box>
);

const WayPlace = () => <Box sx={{ width: card.width, height: card.height, visibility: 'hidden' }} />;

const nodeTypes = { system: SystemCard, way: WayPlace };
const edgeTypes = { flow: FlowLine };

export default Drawing;
