// Timers never fire: a figure is drawn in one pass, without animation.
var setTimeout = function () { return 0; };
var clearTimeout = function () {};

echarts.setPlatformAPI({
  measureText: function (text, font) { return {width: measure(text, font || '')}; },
});

function render(json, width, height) {
  var chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: width, height: height});
  var option = JSON.parse(json);
  option.animation = false;
  chart.setOption(option);
  var svg = chart.renderToSVGString({cssAnimation: false, cssEmphasis: false});
  chart.dispose();
  return svg;
}
