import '@xyflow/react/dist/base.css';
import { Box, useTheme, type Theme } from '@mui/material';
import { Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { FlowRow } from '../flows/useFlows';
import type { SystemView } from '../parts/types';
import { linesOf, placesOf, type Health, type Line } from './layout';

interface Shown extends Record<string, unknown> {
    name: string;
    kind: string;
    isOutOfReach: boolean;
    isNarrow: boolean;
}

type SystemNode = Node<Shown, 'system'>;

const colourOf = (health: Health, theme: Theme) =>
    ({ good: theme.palette.success.main, waits: theme.palette.warning.main, bad: theme.palette.error.main, paused: theme.palette.text.secondary })[health];

/** The picture. The table beside it tells the same to those who can't see it. */
const Drawing = ({ flows, systems, isNarrow }: { flows: FlowRow[]; systems: SystemView[]; isNarrow: boolean }) => {
    const theme = useTheme();
    const translate = useTranslate();
    const navigate = useNavigate();
    const lines = useMemo(() => linesOf(flows), [flows]);
    const shape = lines.map(line => line.id).join('|');
    // The places change only with the shape of the picture, not with its counts.
    const places = useMemo(() => placesOf(lines, systems, isNarrow), [shape, systems.length, isNarrow]);
    const nodes = places.map(({ system, x, y }): SystemNode => {
        const view = systems.find(one => one.name === system);
        const isOutOfReach = view?.leftAloneSeconds !== null && view?.leftAloneSeconds !== undefined;
        return {
            id: system, type: 'system', position: { x, y }, draggable: false, connectable: false,
            data: { name: system, kind: !view ? '' : view.file ? view.connector : translate('portal.sync.systems.builtIn'), isOutOfReach, isNarrow },
        };
    });
    const open = (line: Line | undefined) => { if (line) navigate(line.flows.length === 1 ? `/flows/${line.flows[0]!.name}/show` : '/flows'); };
    return (
        <Box aria-hidden="true" sx={{ height: { xs: 420, sm: 480 }, '& .react-flow__edge-textbg': { fill: theme.palette.background.paper }, '& .react-flow__edge-text': { fill: theme.palette.text.primary, fontSize: 12 }, '& .react-flow__node': { cursor: 'pointer' }, '& .react-flow__edge': { cursor: 'pointer' } }}>
            <Fitted key={`${shape}/${isNarrow}`} nodes={nodes} edges={lines.map(line => edgeOf(line, theme, translate))}
                onNode={name => navigate(`/systems/${name}/show`)} onEdge={id => open(lines.find(line => line.id === id))} />
        </Box>
    );
};

const Fitted = ({ nodes, edges, onNode, onEdge }: { nodes: SystemNode[]; edges: Edge[]; onNode: (name: string) => void; onEdge: (id: string) => void }) => {
    const [isReady, setReady] = useState(false);
    useEffect(() => setReady(true), []);
    return isReady && (
        <ReactFlow nodes={nodes} edges={edges} nodeTypes={nodeTypes} fitView fitViewOptions={{ padding: 0.12, maxZoom: 1.2 }} minZoom={0.2} proOptions={{ hideAttribution: true }}
            nodesDraggable={false} nodesConnectable={false} nodesFocusable={false} edgesFocusable={false} elementsSelectable={false} disableKeyboardA11y zoomOnScroll={false} preventScrolling={false}
            onNodeClick={(_, node) => onNode(node.id)} onEdgeClick={(_, edge) => onEdge(edge.id)} />
    );
};

const edgeOf = (line: Line, theme: Theme, translate: ReturnType<typeof useTranslate>): Edge => {
    const colour = colourOf(line.health, theme);
    const arrow = { type: MarkerType.ArrowClosed, color: colour, width: 18, height: 18 };
    const [waiting, dead] = [sum(line.flows.map(one => one.waiting)), sum(line.flows.map(one => one.dead))];
    const name = line.flows.length === 1 ? line.flows[0]!.name : translate('portal.sync.map.flows', { smart_count: line.flows.length });
    const counts = [waiting > 0 && `${translate('portal.sync.waiting')} ${waiting}`, dead > 0 && `${translate('portal.sync.dead')} ${dead}`].filter(Boolean).join(' · ');
    return {
        id: line.id, source: line.from, target: line.to, label: counts ? `${name}: ${counts}` : name, animated: line.health === 'waits', focusable: false,
        style: { stroke: colour, strokeWidth: 2, strokeDasharray: line.health === 'paused' ? '6 5' : undefined }, markerEnd: arrow, markerStart: line.isBothWays ? arrow : undefined,
        labelBgPadding: [6, 3], labelBgBorderRadius: 4,
    };
};

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);

const hidden = { opacity: 0, pointerEvents: 'none' } as const;

const SystemCard = ({ data }: NodeProps<SystemNode>) => (
    <Box sx={{ width: 160, px: 1.5, py: 1, border: 2, borderRadius: 2, borderColor: data.isOutOfReach ? 'error.main' : 'divider', bgcolor: 'background.paper', color: 'text.primary' }}>
        <Box sx={{ fontWeight: 650, overflow: 'hidden', textOverflow: 'ellipsis' }}>{data.name}</Box>
        <Box sx={{ fontSize: '.75rem', color: data.isOutOfReach ? 'error.main' : 'text.secondary' }}>{data.kind}</Box>
        <Handle type="target" position={data.isNarrow ? Position.Top : Position.Left} style={hidden} isConnectable={false} />
        <Handle type="source" position={data.isNarrow ? Position.Bottom : Position.Right} style={hidden} isConnectable={false} />
    </Box>
);

const nodeTypes = { system: SystemCard };

export default Drawing;
