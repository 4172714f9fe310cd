import { Box } from '@mui/material';
import { BaseEdge, EdgeLabelRenderer, getBezierPath, Position, type Edge, type EdgeProps } from '@xyflow/react';
import type { Point } from './layout';

export interface Said extends Record<string, unknown> {
    name: string;
    counts: string;
    colour: string;
    way: Point[];
    isNarrow: boolean;
}

export type FlowEdge = Edge<Said, 'flow'>;

/** A line from system to system, by way of the gaps between others, with its name and what waits at its middle. */
export const FlowLine = ({ id, sourceX, sourceY, targetX, targetY, style, markerEnd, markerStart, data }: EdgeProps<FlowEdge>) => {
    if (!data) return null;
    const points = [{ x: sourceX, y: sourceY }, ...data.way, { x: targetX, y: targetY }];
    const parts = points.slice(1).map((to, index) =>
        getBezierPath({
            sourceX: points[index]!.x,
            sourceY: points[index]!.y,
            targetX: to.x,
            targetY: to.y,
            sourcePosition: data.isNarrow ? Position.Bottom : Position.Right,
            targetPosition: data.isNarrow ? Position.Top : Position.Left,
        }),
    );
    const path = parts.map(([part], index) => (index === 0 ? part : part.replace(/^M/, 'L'))).join(' ');
    const [, middleX, middleY] = parts[0]!;
    const { x, y } = data.way[0] ?? { x: middleX, y: middleY };
    return (
        <>
            <BaseEdge id={id} path={path} style={style} markerEnd={markerEnd} markerStart={markerStart} interactionWidth={24} />
            <EdgeLabelRenderer>
                <Box
                    style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
                    sx={{
                        position: 'absolute',
                        px: 0.75,
                        borderRadius: 1,
                        bgcolor: 'background.paper',
                        color: 'text.primary',
                        fontSize: 12,
                        lineHeight: 1.3,
                        textAlign: 'center',
                        pointerEvents: 'none',
                        maxWidth: 200,
                    }}>
                    <Box sx={{ whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' }}>{data.name}</Box>
                    {data.counts && (
                        <Box sx={{ fontWeight: 700 }} style={{ color: data.colour }}>
                            {data.counts}
                        </Box>
                    )}
                </Box>
            </EdgeLabelRenderer>
        </>
    );
};
