"""Shibiyan: ten supervision measures as BPMN diagrams, with human steps as task forms."""
