// The chart types, components and renderer that the figures use, and no
// others: what is not here cannot be reached by an option.
import * as echarts from 'echarts/core';
import {LineChart, BarChart, ScatterChart, HeatmapChart, SankeyChart} from 'echarts/charts';
import {GridComponent, TooltipComponent, LegendComponent, GraphicComponent} from 'echarts/components';
import {SVGRenderer} from 'echarts/renderers';

echarts.use([
  LineChart, BarChart, ScatterChart, HeatmapChart, SankeyChart,
  GridComponent, TooltipComponent, LegendComponent, GraphicComponent,
  SVGRenderer,
]);

export {init, version, setPlatformAPI} from 'echarts/core';
