(function () {
  'use strict';
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var paints = {color: 1, fill: 1, stroke: 1, backgroundColor: 1, borderColor: 1};

  // By how much letters must be smaller for the room that was measured, where
  // none of the fonts is there and a wider one takes their place.
  function shrink(sample) {
    var pen = document.createElement('canvas').getContext('2d');
    if (!sample || !pen) return 1;
    pen.font = '100px ' + sample.font;
    var ratio = sample.width / pen.measureText(sample.text).width;
    return ratio < 0.98 ? ratio : 1;
  }

  function read(script) {
    var raw = JSON.parse(script.textContent);
    var size = shrink(raw.sample), colours = dark.matches && raw.colours;
    if (size === 1 && !colours) return raw;
    return JSON.parse(script.textContent, function (key, value) {
      if (key === 'fontSize' && typeof value === 'number') return value * size;
      return colours && paints[key] && typeof value === 'string' && colours[value] || value;
    });
  }

  function start(script) {
    var figure = document.getElementById(script.dataset.figure);
    var plot = figure && figure.querySelector('.pf-wide');
    var svg = plot && plot.querySelector('svg');
    if (!svg) return;
    offer(figure, script);
    var data = read(script);
    // A narrower column keeps the drawing made for it.
    if (plot.clientWidth < data.width - 1) return;
    var live = document.createElement('div');
    live.className = 'pf-live';
    live.setAttribute('role', 'img');
    live.setAttribute('aria-labelledby', svg.getAttribute('aria-labelledby'));
    live.style.width = data.width + 'px';
    live.style.height = data.height + 'px';
    plot.appendChild(live);
    figure.dataset.live = '';
    var chart = echarts.init(live, null, {renderer: 'svg', width: data.width, height: data.height});
    chart.setOption(data.option);

    dark.addEventListener('change', function () {
      chart.setOption(read(script).option, true);
    });
    if (data.links) {
      chart.getZr().on('click', function (e) {
        var at = [e.offsetX, e.offsetY];
        for (var i = 0; i < data.option.grid.length; i++) {
          if (!chart.containPixel({gridIndex: i}, at)) continue;
          var id = data.links[chart.convertFromPixel({gridIndex: i}, at)[0]];
          if (id && document.getElementById(id)) location.hash = id;
        }
      });
    }
    if (data.groups) filter(figure, chart, data.groups);
  }

  // The drawing and the option as files, beside the other downloads.
  function offer(figure, script) {
    file(figure, 'SVG', '.svg', 'image/svg+xml', function () {
      return new XMLSerializer().serializeToString(figure.querySelector('.pf-wide>svg'));
    });
    file(figure, 'ECharts option (JSON)', '.json', 'application/json', function () {
      return JSON.stringify(JSON.parse(script.textContent).option);
    });
  }

  function file(figure, label, suffix, type, content) {
    var files = figure.querySelector('.pf-files');
    if (!files) return;
    var link = document.createElement('a');
    link.textContent = label;
    link.download = figure.id + suffix;
    link.href = '#' + figure.id;
    link.addEventListener('click', function () {
      link.href = 'data:' + type + ';charset=utf-8,' + encodeURIComponent(content());
    });
    files.append(' \u00b7 ', link);
  }

  // A box for each group of a stack, to take it out and put it back.
  function filter(figure, chart, groups) {
    var set = document.createElement('fieldset');
    set.className = 'pf-filter';
    var legend = document.createElement('legend');
    legend.textContent = 'Show';
    set.appendChild(legend);
    groups.forEach(function (name) {
      var label = document.createElement('label');
      var box = document.createElement('input');
      box.type = 'checkbox';
      box.checked = true;
      box.addEventListener('change', function () {
        chart.dispatchAction({type: box.checked ? 'legendSelect' : 'legendUnSelect', name: name});
      });
      label.appendChild(box);
      label.appendChild(document.createTextNode(' ' + name));
      set.appendChild(label);
    });
    figure.querySelector('.pf-wide').after(set);
  }

  document.querySelectorAll('script[type="application/json"][data-figure]').forEach(start);
})();
